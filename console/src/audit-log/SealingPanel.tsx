import FactCheckOutlinedIcon from "@mui/icons-material/FactCheckOutlined";
import { Box, LinearProgress } from "@mui/material";
import { useCanAccess, useTranslate } from "react-admin";
import { VerbButton } from "../actions/VerbButton.tsx";
import { Facts } from "../fields/Facts.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { ErrorNotice } from "../layout/ErrorNotice.tsx";
import { Panel } from "../layout/Panel.tsx";
import { LastVerification } from "./LastVerification.tsx";
import { useSealing } from "./use-sealing.ts";

/** Counted up to here: sql/migrations/0195_audit_sealing.sql. */
const MOST_COUNTED = 10_000;

/** A transaction that writes for less than this is every day's work. */
const YOUNG_MS = 60_000;

/** How far the trail is sealed, what holds it back, what the last verification found. */
export function SealingPanel() {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: "audit-log", action: "sealing" });
  const { canAccess: mayVerify } = useCanAccess({ resource: "audit-log", action: "verify" });
  const { data, dataUpdatedAt, error, isPending, verify, underWay } = useSealing(
    canAccess === true,
  );
  if (canAccess !== true) return null;
  const text = (key: string) => translate(`resources.audit-log.sealing.${key}`);
  return (
    <Box sx={{ marginBottom: "14px" }}>
      <Panel
        title={text("title")}
        pending={isPending}
        error={error}
        action={
          <VerbButton
            label={text("verify")}
            icon={<FactCheckOutlinedIcon />}
            allowed={mayVerify === true && !underWay}
            reason={underWay ? text("under_way") : null}
            onClick={() => verify.mutate()}
          />
        }
      >
        {data !== undefined && (
          <Box sx={{ display: "grid", gap: "12px" }}>
            <Facts
              width={200}
              facts={[
                {
                  label: text("last_seal"),
                  value:
                    data.last_seal === null ? (
                      text("none")
                    ) : (
                      <>
                        {data.last_seal.n.toLocaleString()} ·{" "}
                        <Moment value={data.last_seal.at} as="ago" />
                      </>
                    ),
                },
                {
                  label: text("unsealed"),
                  value:
                    data.unsealed > MOST_COUNTED
                      ? translate("resources.audit-log.sealing.more_than", {
                          count: MOST_COUNTED.toLocaleString(),
                        })
                      : data.unsealed.toLocaleString(),
                },
                {
                  label: text("held_back"),
                  value:
                    data.writer_since === null ? (
                      text("nothing")
                    ) : dataUpdatedAt - Date.parse(data.writer_since) < YOUNG_MS ? (
                      text("young_writer")
                    ) : (
                      <>
                        {text("open_since")} <Moment value={data.writer_since} />
                      </>
                    ),
                },
                {
                  label: text("last_verification"),
                  value:
                    data.verification === null ? (
                      <Absent />
                    ) : (
                      <Moment
                        value={data.verification.finished_at ?? data.verification.started_at}
                      />
                    ),
                },
              ]}
            />
            {verify.error ? <ErrorNotice error={verify.error} /> : null}
            <Box component="output" sx={{ display: "block" }}>
              {underWay ? (
                <Box sx={{ display: "grid", gap: "6px", fontSize: "0.8438rem" }}>
                  <span>
                    {data.running_since === null ? text("queued") : text("running")}{" "}
                    {data.running_since !== null && <Moment value={data.running_since} />}
                  </span>
                  <LinearProgress aria-label={text("progress")} />
                </Box>
              ) : (
                <LastVerification sealing={data} />
              )}
            </Box>
          </Box>
        )}
      </Panel>
    </Box>
  );
}
