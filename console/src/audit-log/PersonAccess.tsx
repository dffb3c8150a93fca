import { Button } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { AccessTimeline } from "./AccessTimeline.tsx";
import { usePartOfTrail } from "./use-part-of-trail.ts";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";

/** Who looked at the person, and who touched what is theirs. Looking there is a look, so nothing is read unasked. */
export function PersonAccess({ userId }: { readonly userId: string }) {
  const translate = useTranslate();
  const withheld = usePartOfTrail() !== undefined;
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title={translate("resources.audit-log.access.title")}
      action={
        !withheld && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {translate(`resources.audit-log.access.${open ? "hide" : "show"}`)}
          </Button>
        )
      }
    >
      {withheld ? (
        <PanelEmpty>{translate("app.not_for_role")}</PanelEmpty>
      ) : open ? (
        <AccessTimeline userId={userId} />
      ) : (
        <PanelEmpty>{translate("resources.audit-log.access.about")}</PanelEmpty>
      )}
    </Panel>
  );
}
