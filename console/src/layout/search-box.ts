/** Marks the search field of a page, so that the shortcut finds it. */
export const SEARCH_BOX = { "data-search-box": "" } as const;

export function searchBoxOnPage(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("input[data-search-box]");
}
