import type { Seal } from "../seal.ts";
import type { Findings } from "./findings.ts";

/** What somebody noted of an earlier verification. `hash` in hexadecimal. */
export type NotedHead = { readonly n: string; readonly hash: string };

/** The seals that were noted are there, and are the same. */
export function createHeadCheck(
  noted: readonly NotedHead[],
  findings: Findings,
): { see(seal: Seal): void; end(): void } {
  const open = new Map(noted.map((head) => [head.n, head.hash]));
  return {
    see: (seal) => {
      const hash = open.get(seal.n);
      if (hash === undefined) return;
      open.delete(seal.n);
      if (hash === seal.hash.toString("hex")) return;
      const says = `seal ${seal.n} is not the one that was noted`;
      findings.add({ check: "head", seal: seal.n, says });
    },
    end: () => {
      for (const n of open.keys()) {
        findings.add({ check: "head", seal: n, says: `seal ${n}, which was noted, is not there` });
      }
    },
  };
}
