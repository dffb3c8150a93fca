/** Where the store keeps a list's filters, order and page. */
export function listParamsKey(resource: string): string {
  return `${resource}.listParams`;
}
