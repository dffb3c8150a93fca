import type { Verification } from "../verify.ts";
import { sayResumed } from "./check-resumptions.ts";
import type { DroppedPartition } from "./partitions.ts";

/** What was verified, or exactly what is wrong, for people. */
export function verificationReport(verification: Verification): string {
  const { found, findings, head, installation, events } = verification;
  if (found === 0 && head === null) {
    return `The audit trail of ${installation} has no seal yet: its ${count(events.events, "event")} have no proof yet.`;
  }
  const more = found - findings.length;
  const wrong = [
    `The audit trail of ${installation} is NOT as it was written: ${count(found, "finding")}.`,
    ...findings.map(({ says }) => `  - ${says}`),
    ...(more > 0 ? [`  - and ${number(more)} more`] : []),
    "",
    "Looked through:",
  ];
  const right = [`The audit trail of ${installation} is as it was written.`];
  return [...(found > 0 ? wrong : right), ...figuresOf(verification)].join("\n");
}

function figuresOf(verification: Verification): string[] {
  const { head, events, partitions, resumptions, keys } = verification;
  const { committed, erased, unsealed, roots } = events;
  return [
    `  seals       ${number(verification.seals)}; ${head === null ? "" : `the last made ${head.at}; `}${count(verification.signatures, "signature")} verified, of ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`,
    `  ledger      ${count(verification.heads, "head")} equal to their seals`,
    `  events      ${number(events.events)} recomputed into ${count(roots, "root")}; ${number(committed)} with the personal values they were written with, ${number(erased)} erased by a redaction that names them`,
    `  partitions  ${partitions.join(", ")}`,
    ...verification.dropped.map((drop) => `  dropped     ${sayDropped(drop, partitions)}`),
    ...resumptions.map(
      (resumption) => `  resumed     by seal ${resumption.seal}: ${sayResumed(resumption)}`,
    ),
    `  no proof    ${unsealed === 0 ? "none: every event has a seal" : `${count(unsealed, "event")} not sealed yet: they have no proof yet`}`,
    ...(head === null
      ? []
      : [
          `  head        ${head.n}:${head.hash}`,
          "Note the head: the next verification can be held against it (--head).",
        ]),
  ];
}

function sayDropped(drop: DroppedPartition, partitions: readonly string[]): string {
  const events = `${number(drop.rows)} events of ${drop.at_from} to ${drop.at_to}`;
  const still = partitions.includes(drop.partition) ? "; it is still there" : "";
  return `${drop.partition} with ${events}, as signed seal ${drop.seal} says${still}`;
}

const number = (value: number) => value.toLocaleString("en-US");
const count = (value: number, noun: string) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
