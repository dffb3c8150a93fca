const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `1.4 MB`, in powers of 1000 as file managers count. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power] ?? "B"}`;
}
