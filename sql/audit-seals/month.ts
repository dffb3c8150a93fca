/** A month of the trail, as its partition is called: days, the first of it and the first of the next. */
export type Month = { readonly from: string; readonly to: string };

/** Of `audit_log_2026_11`; undefined for what is no such name. */
export function monthOf(partition: string): Month | undefined {
  const [, year, month] = /^audit_log_(\d{4})_(0[1-9]|1[0-2])$/.exec(partition) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const day = (later: number) =>
    new Date(Date.UTC(Number(year), Number(month) - 1 + later)).toISOString().slice(0, 10);
  return { from: day(0), to: day(1) };
}
