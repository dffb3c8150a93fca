import { useEffect } from "react";

/**
 * Names the tab. Never pass a person's name or address: titles are kept in the browser's history.
 */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · FutureSync Admin`;
  }, [title]);
}
