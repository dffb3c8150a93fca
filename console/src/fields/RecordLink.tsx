import type { MouseEvent, ReactNode } from "react";
import { Link } from "react-admin";

type RecordLinkProps = { readonly to: string; readonly children: ReactNode };

/** The name in a row, as a link (a new tab, the keyboard). The row itself leads there too: one step, not two. */
export function RecordLink({ to, children }: RecordLinkProps) {
  return (
    <Link
      to={to}
      onClick={(event: MouseEvent) => event.stopPropagation()}
      sx={{ fontWeight: 600, color: "text.primary" }}
    >
      {children}
    </Link>
  );
}
