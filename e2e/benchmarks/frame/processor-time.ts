import { readFileSync } from "node:fs";

/**
 * The seconds a process has worked on a processor so far, as Linux counts them; undefined elsewhere. What
 * others do on the machine does not count, so that a few microseconds of computing can be told apart.
 */
export function processorTime(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const nanoseconds = Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]);
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : undefined;
}
