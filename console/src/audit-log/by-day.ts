import type { AuditTimeline } from "../../../api/contracts/audit-log.ts";

export type AccessGroup = AuditTimeline["groups"][number];
export type AccessDay = {
  readonly day: string;
  readonly count: number;
  readonly groups: AccessGroup[];
};

/** Groups under their days, newest first, with how many events each day has. */
export function byDay(groups: readonly AccessGroup[]): AccessDay[] {
  const days: { day: string; count: number; groups: AccessGroup[] }[] = [];
  for (const group of groups) {
    const last = days.at(-1);
    if (last?.day === group.day) {
      last.groups.push(group);
      last.count += group.count;
    } else days.push({ day: group.day, count: group.count, groups: [group] });
  }
  return days;
}
