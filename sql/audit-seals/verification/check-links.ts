import { NO_SEAL, sealHash, sealMessage } from "../seal.ts";
import type { Seal } from "../seal.ts";
import { monthOf } from "../month.ts";
import { dropIn, resumptionIn } from "./detail.ts";
import type { Findings } from "./findings.ts";

/**
 * Holds each seal against the one before it: its number, what it names as the last one's hash, and where
 * it begins; and against itself: its hash is that of what it says.
 */
export function createLinkCheck(
  installationId: string,
  findings: Findings,
): { see(seal: Seal): void } {
  let before: Seal | undefined;
  return {
    see: (seal) => {
      const wrong = (says: string) => findings.add({ check: "chain", seal: seal.n, says });
      const sayGap = () => {
        const gap = whereItBegins(seal, before);
        if (gap !== undefined) wrong(`seal ${seal.n} ${gap}`);
      };
      if (seal.kind === "partition-dropped") {
        const fault = whatIsDropped(seal);
        if (fault !== undefined) wrong(`seal ${seal.n} ${fault}`);
      }
      if (!sealHash(sealMessage(installationId, seal), seal.signature).equals(seal.hash)) {
        wrong(`seal ${seal.n} was changed: its hash is not that of what it says`);
      }
      if (isNext(seal, before)) {
        if (!seal.prev_seal_hash.equals(before?.hash ?? NO_SEAL)) {
          wrong(`seal ${seal.n} does not name the hash of ${nameOf(before)} as the one before it`);
        }
        sayGap();
      } else if (seal.kind === "resumed") {
        if (!isResumption(seal, before)) {
          wrong(`seal ${seal.n} does not go on where ${nameOf(before)} and the ledger were`);
        }
        sayGap();
      } else {
        const first = String(BigInt(before?.n ?? 0) + 1n);
        const last = String(BigInt(seal.n) - 1n);
        findings.add({
          check: "chain",
          seal: first,
          says:
            first === last
              ? `seal ${first} is missing: ${nameOf(before)} is followed by seal ${seal.n}`
              : `seals ${first} to ${last} are missing: ${nameOf(before)} is followed by seal ${seal.n}`,
        });
      }
      before = seal;
    },
  };
}

const nameOf = (seal: Seal | undefined) =>
  seal === undefined ? "the beginning" : `seal ${seal.n}`;

function isNext(seal: Seal, before: Seal | undefined): boolean {
  return BigInt(seal.n) === BigInt(before?.n ?? 0) + 1n && seal.kind !== "resumed";
}

/**
 * After a restore the chain goes on behind the ledger's head, whose hash the ledger alone knows; beside an
 * empty ledger behind the database's own.
 */
function isResumption(seal: Seal, before: Seal | undefined): boolean {
  const detail = resumptionIn(seal);
  if (detail === undefined) return false;
  const own = before?.hash.toString("hex") ?? "";
  const behind = detail.ledger_n === 0 ? own : detail.ledger_hash;
  return (
    String(detail.database_n) === (before?.n ?? "0") &&
    detail.database_hash === own &&
    seal.prev_seal_hash.toString("hex") === behind &&
    String(Math.max(detail.database_n, detail.ledger_n) + 1) === seal.n
  );
}

/** Between two seals no transaction is left out, and none is sealed twice. */
function whereItBegins(seal: Seal, before: Seal | undefined): string | undefined {
  if (before === undefined) {
    return seal.kind === "genesis" ? undefined : "is the first and is no genesis";
  }
  if (seal.kind === "genesis") return "is a second genesis";
  if (seal.kind === "epoch") {
    const later = Number(seal.epoch) > Number(before.epoch);
    return later && seal.tx_from === "0" ? undefined : "begins no later epoch";
  }
  const isBeside =
    seal.kind === "interval" &&
    before.kind === "interval" &&
    seal.tx_from === before.tx_from &&
    seal.tx_to === before.tx_to &&
    seal.partition !== null &&
    before.partition !== null &&
    seal.partition > before.partition;
  if (seal.epoch === before.epoch && (isBeside || seal.tx_from === before.tx_to)) return undefined;
  return `begins at transaction ${seal.tx_from} of epoch ${seal.epoch}, and seal ${before.n} ends at ${before.tx_to} of epoch ${before.epoch}`;
}

/** A month is dropped by its name, after its end: what the database says that a partition holds is not asked. */
function whatIsDropped(seal: Seal): string | undefined {
  const drop = dropIn(seal);
  if (drop === undefined) return "does not say which partition was dropped";
  const { partition, at_from, at_to } = drop;
  const month = monthOf(partition);
  if (month === undefined || month.from !== at_from || month.to !== at_to) {
    return `says that ${partition} held ${at_from} to ${at_to}, which is not the month of its name`;
  }
  return Date.parse(seal.at) < Date.parse(at_to)
    ? `says that ${partition} was dropped at ${seal.at}, before its month had ended`
    : undefined;
}
