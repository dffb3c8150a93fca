import { Button } from "@mui/material";
import { useGetList, useNavigate, useStoreContext, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { PageProofBadge } from "../audit-log/PageProofBadge.tsx";
import { EventTimeline } from "../audit-log/EventTimeline.tsx";
import { usePartOfTrail } from "../audit-log/use-part-of-trail.ts";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";
import { listParamsKey } from "../providers/list-params.ts";
import { LIST_ROWS } from "../providers/list-rows.ts";

/** Reads are folded, so more are asked for than are shown. */
const LATEST = 30;

/** The latest events about the person: who did what, with what was before and after. */
export function UserHistory({ userId }: { readonly userId: string }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const store = useStoreContext();
  const withheld = usePartOfTrail();
  const { data, error, isPending } = useGetList<AuditEvent>(
    "audit-log",
    {
      filter: { subject_id: userId },
      sort: { field: "at", order: "DESC" },
      pagination: { page: 1, perPage: LATEST },
      ...LIST_ROWS,
    },
    { enabled: !withheld },
  );
  // The filter goes by the store, in memory: it names a person, and addresses are kept.
  const showAll = () => {
    store.setItem(listParamsKey("audit-log"), {
      filter: { subject_id: userId },
      sort: "at",
      order: "DESC",
      page: 1,
      perPage: 25,
    });
    navigate("/audit-log");
  };
  if (withheld) {
    return (
      <Panel title={translate("resources.users.history")}>
        <PanelEmpty>{translate("app.not_for_role")}</PanelEmpty>
      </Panel>
    );
  }
  return (
    <Panel
      title={translate("resources.users.history")}
      action={<Button onClick={showAll}>{translate("resources.users.all_events")}</Button>}
      pending={isPending}
      error={error}
    >
      {data?.length ? (
        <>
          <PageProofBadge events={data} />
          <EventTimeline events={data} />
        </>
      ) : (
        <PanelEmpty>{translate("resources.users.no_history")}</PanelEmpty>
      )}
    </Panel>
  );
}
