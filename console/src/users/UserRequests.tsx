import { Box } from "@mui/material";
import { Link, useCanAccess, useGetList, useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { Moment } from "../fields/Moment.tsx";
import { isUnderWay } from "../gdpr-requests/is-under-way.ts";
import { RequestStateChip } from "../gdpr-requests/RequestStateChip.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";

const POLL_MS = 3_000;

export function UserRequests({ userId }: { readonly userId: string }) {
  const translate = useTranslate();
  const access = useCanAccess({ resource: "gdpr-requests", action: "list" });
  const { data, error, isPending } = useGetList<GdprRequest>(
    "gdpr-requests",
    {
      filter: { user_id: userId },
      sort: { field: "created_at", order: "DESC" },
      pagination: { page: 1, perPage: 10 },
      ...LIST_ROWS,
    },
    {
      enabled: access.canAccess === true,
      refetchInterval: (query) => (query.state.data?.data.some(isUnderWay) ? POLL_MS : false),
    },
  );
  return (
    <Panel
      title={translate("resources.gdpr-requests.name", { smart_count: 2 })}
      pending={access.isPending || (access.canAccess === true && isPending)}
      error={error}
    >
      {access.canAccess === false ? (
        <PanelEmpty>{translate("app.not_for_role")}</PanelEmpty>
      ) : data?.length ? (
        <Box
          component="ul"
          sx={{ display: "grid", gap: "10px", margin: 0, padding: 0, listStyle: "none" }}
        >
          {data.map((request) => (
            <Box
              component="li"
              key={request.id}
              sx={{
                display: "flex",
                alignItems: "center",
                gap: "10px",
                justifyContent: "space-between",
              }}
            >
              <span>
                <Link to={`/gdpr-requests/${request.id}/show`} sx={{ fontWeight: 600 }}>
                  {translate(`resources.gdpr-requests.types.${request.type}`)}
                </Link>
                <Box component="span" sx={{ color: "text.secondary", marginLeft: "8px" }}>
                  <Moment value={request.created_at} as="ago" />
                </Box>
              </span>
              <RequestStateChip state={request.state} />
            </Box>
          ))}
        </Box>
      ) : (
        <PanelEmpty>{translate("resources.users.no_requests")}</PanelEmpty>
      )}
    </Panel>
  );
}
