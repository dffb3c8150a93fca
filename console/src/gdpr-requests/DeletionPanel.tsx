import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";

/** What became of an account whose owner deleted it: gone for everybody, restored, or on its way out. */
export function DeletionPanel({ request }: { readonly request: GdprRequest }) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.gdpr-requests.deletion.${key}`);
  const about =
    request.state === "received" || request.state === "withdrawn" ? request.state : "begun";
  return (
    <Panel title={text("title")}>
      <PanelEmpty>{text(about)}</PanelEmpty>
    </Panel>
  );
}
