import { useMutation, useQuery } from "@tanstack/react-query";
import { useDataProvider } from "react-admin";
import type { AuditSealing } from "../../../api/contracts/audit-log.ts";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";

/** Figures of the trail and no read of a person: they may be asked for again and again. */
const QUIET_MS = 20_000;
const WAITING_MS = 1_500;

/** How far the trail is sealed, and the way to have it verified; asked for often while that is under way. */
export function useSealing(enabled: boolean) {
  const provider = useDataProvider<ConsoleDataProvider>();
  const verify = useMutation({ mutationFn: () => provider.verifyAuditLog() });
  const asked = verify.data?.asked_at;
  const query = useQuery({
    queryKey: ["audit-sealing"],
    queryFn: () => provider.auditSealing(),
    enabled,
    refetchInterval: ({ state }) => (isUnderWay(state.data, asked) ? WAITING_MS : QUIET_MS),
  });
  const underWay = verify.isPending || isUnderWay(query.data, asked);
  return { ...query, verify, underWay };
}

/** One runs, or the one that was asked for has not come to its end. */
function isUnderWay(sealing: AuditSealing | undefined, asked: string | undefined): boolean {
  if (sealing === undefined) return false;
  if (sealing.running_since !== null) return true;
  const last = sealing.verification?.started_at;
  return asked !== undefined && (last === undefined || Date.parse(last) < Date.parse(asked));
}
