import { Box } from "@mui/material";
import { ShowBase, useShowContext, useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { Facts } from "../fields/Facts.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { PersonReference } from "../fields/PersonReference.tsx";
import { PageHeader } from "../layout/PageHeader.tsx";
import { Panel } from "../layout/Panel.tsx";
import { ERROR_IN_PLACE, RecordStates } from "../layout/RecordStates.tsx";
import { usePageTitle } from "../layout/use-page-title.ts";
import { DeletionPanel } from "./DeletionPanel.tsx";
import { DownloadExport } from "./DownloadExport.tsx";
import { ExportPanel } from "./ExportPanel.tsx";
import { ReceivedOn } from "./ReceivedOn.tsx";
import { RequestStateChip } from "./RequestStateChip.tsx";
import { useLiveRequest } from "./use-live-request.ts";
import { WithdrawRequest } from "./WithdrawRequest.tsx";

export function RequestShow() {
  const translate = useTranslate();
  usePageTitle(translate("resources.gdpr-requests.name", { smart_count: 1 }));
  return (
    <ShowBase queryOptions={ERROR_IN_PLACE}>
      <RecordStates>
        <RequestPage />
      </RecordStates>
    </ShowBase>
  );
}

function RequestPage() {
  const { record } = useShowContext<GdprRequest>();
  return record === undefined ? null : <RequestView opened={record} />;
}

function RequestView({ opened }: { readonly opened: GdprRequest }) {
  const translate = useTranslate();
  const record = useLiveRequest(opened);
  const isErasure = record.type === "erasure";
  const text = (key: string) => translate(`resources.gdpr-requests.${key}`);
  return (
    <>
      <PageHeader
        title={text(`titles.${record.type}`)}
        about={
          <>
            <PersonReference />
            <RequestStateChip state={record.state} />
            <Identifier value={record.id} />
          </>
        }
        actions={
          isErasure ? <WithdrawRequest request={record} /> : <DownloadExport request={record} />
        }
      />
      <Box sx={{ display: "grid", gap: "16px" }}>
        {isErasure ? <DeletionPanel request={record} /> : <ExportPanel request={record} />}
        <Panel title={text("details")}>
          <Facts
            facts={[
              { label: text("fields.received_on"), value: <ReceivedOn day={record.received_on} /> },
              { label: text("fields.channel"), value: text(`channels.${record.channel}`) },
              {
                label: text("fields.created_by"),
                value: record.created_by?.name ?? text("by_person"),
              },
              { label: text("fields.created_at"), value: <Moment value={record.created_at} /> },
              { label: text("fields.updated_at"), value: <Moment value={record.updated_at} /> },
              { label: text("fields.note"), value: record.note ?? <Absent />, wide: true },
            ]}
          />
        </Panel>
      </Box>
    </>
  );
}
