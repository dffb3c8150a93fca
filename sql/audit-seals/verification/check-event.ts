import { commitmentOf, leafOf } from "../../audit-log/canonical.ts";
import type { Findings } from "./findings.ts";
import type { StoredEvent } from "./read-events.ts";

const CANON = "1";

/** Whether the personal values are there and were held against their commitment. */
export type EventState = "committed" | "erased";

/** Holds an event against its own leaf and commitment, computed here from its columns. */
export function checkEvent(event: StoredEvent, partition: string, findings: Findings): EventState {
  const wrong = (says: string) =>
    findings.add({ check: "event", event: event.id, partition, says: `event ${event.id} ${says}` });
  if (event.canon !== CANON) {
    wrong(`was changed: it bears version ${event.canon} of the canonical form, which there is not`);
  } else if (!leafOf(event).equals(event.leaf)) {
    wrong("was changed: its leaf is not that of what it says");
  }
  const { pii, pii_salt: salt } = event;
  if (pii === null && salt === null) return "erased";
  if (pii === null || salt === null) {
    wrong("lost its personal values or their salt, where an erasure takes both");
  } else if (!commitmentOf(pii, salt).equals(event.pii_commit)) {
    wrong("has personal values that are not those it was written with");
  }
  return "committed";
}
