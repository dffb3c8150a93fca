import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { Moment } from "../fields/Moment.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";

/** What the person agreed to, of which document; each answer before stands in their history. */
export function UserConsents({ consents }: Pick<UserDetail, "consents">) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.users.consents.${key}`);
  const answers = Object.entries(consents);
  return (
    <Panel title={text("title")}>
      {answers.length === 0 ? (
        <PanelEmpty>{text("none")}</PanelEmpty>
      ) : (
        <Box
          component="ul"
          sx={{ display: "grid", gap: "10px", margin: 0, padding: 0, listStyle: "none" }}
        >
          {answers.map(([purpose, answer]) => (
            <li key={purpose}>
              <Box component="span" sx={{ fontWeight: 600 }}>
                {text(`purposes.${purpose}`)}
              </Box>
              <Box sx={{ color: "text.secondary", fontSize: "0.7813rem" }}>
                {text(stateOf(answer))}{" "}
                <Moment value={answer.withdrawn_at ?? answer.answered_at} as="day" /> ·{" "}
                {translate("resources.users.consents.document", {
                  version: answer.document_version,
                })}
              </Box>
            </li>
          ))}
        </Box>
      )}
    </Panel>
  );
}

function stateOf(answer: NonNullable<UserDetail["consents"]["terms"]>) {
  if (answer.granted) return "granted";
  return answer.withdrawn_at === null ? "refused" : "withdrawn";
}
