import type { Sealing } from "../../sql/audit-seals/queries.ts";
import type { Verifications } from "../../sql/audit-seals/verifications.ts";

export function sealingView(sealing: Sealing, { running_since, last }: Verifications) {
  const { seal_n, sealed_at, unsealed, oldest_unsealed_at, writer_since } = sealing;
  return {
    last_seal: seal_n === null ? null : { n: seal_n, at: sealed_at },
    unsealed,
    oldest_unsealed_at,
    writer_since,
    running_since,
    verification: last === undefined ? null : verificationView(last),
  };
}

function verificationView({ started_at, finished_at, detail }: NonNullable<Verifications["last"]>) {
  const { whole, seals, events, unsealed, head_n, head_hash, findings, names, says } = detail;
  const head =
    head_n === undefined || typeof head_hash !== "string" ? null : { n: head_n, hash: head_hash };
  return {
    // Without a count of findings it was killed, or failed on its way.
    verdict: findings === undefined ? "stopped" : findings === 0 ? "intact" : "broken",
    started_at,
    finished_at,
    whole: whole ?? false,
    seals: seals ?? null,
    events: events ?? null,
    unsealed: unsealed ?? null,
    head,
    findings: findings ?? 0,
    names: names === undefined || names === "" ? null : names,
    says: says ?? detail.error ?? null,
  };
}
