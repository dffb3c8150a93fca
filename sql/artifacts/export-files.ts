const ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const NAME = new RegExp(`^(${ID})(?:\\.zip|\\.([1-9][0-9]{0,8})\\.partial)$`);

/** The finished file. The export's id, not a person's: a name must not say whose it is. */
export function exportFileName(id: string): string {
  return `${id}.zip`;
}

/** The file of one attempt while it is written. */
export function partialFileName(id: string, attempt: number): string {
  return `${id}.${attempt}.partial`;
}

/** Whose file a name is; undefined for what is no export of ours. */
export function parseExportFile(
  name: string,
): { readonly id: string; readonly attempt: number | undefined } | undefined {
  const match = NAME.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { id: match[1], attempt: match[2] === undefined ? undefined : Number(match[2]) };
}
