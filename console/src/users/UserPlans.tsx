import { Button, Tab, Tabs } from "@mui/material";
import { useId, useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import type { DailyAction } from "../../../api/contracts/daily-actions.ts";
import type { UserDetail } from "../../../api/contracts/users.ts";
import type { Vision } from "../../../api/contracts/visions.ts";
import { ActionItem } from "../daily-actions/ActionItem.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";
import { PlanList } from "../plans/PlanList.tsx";
import { VisionItem } from "../visions/VisionItem.tsx";

type UserPlansProps = { readonly user: UserDetail };

/** What the person plans and does. Nothing of it is read before somebody asks to see it. */
export function UserPlans({ user }: UserPlansProps) {
  const translate = useTranslate();
  const { canAccess, isPending } = useCanAccess({ resource: "visions", action: "list" });
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title={translate("resources.users.plans.title")}
      pending={isPending}
      action={
        canAccess && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {translate(`resources.users.plans.${open ? "hide" : "show"}`)}
          </Button>
        )
      }
    >
      {canAccess !== true ? (
        <PanelEmpty>{translate("app.not_for_role")}</PanelEmpty>
      ) : open ? (
        <PlanTabs user={user} />
      ) : (
        <PanelEmpty>{translate("resources.users.plans.about")}</PanelEmpty>
      )}
    </Panel>
  );
}

const TABS = ["visions", "daily-actions"] as const;

function PlanTabs({ user }: UserPlansProps) {
  const translate = useTranslate();
  const id = useId();
  const [tab, setTab] = useState<(typeof TABS)[number]>("visions");
  return (
    <>
      <Tabs value={tab} onChange={(_, next: typeof tab) => setTab(next)}>
        {TABS.map((name) => (
          <Tab
            key={name}
            value={name}
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
            label={translate(`resources.${name}.name`, { smart_count: 2 })}
          />
        ))}
      </Tabs>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === "visions" ? (
          <PlanList<Vision> resource="visions" userId={user.id} by="created_at">
            {(vision) => <VisionItem key={vision.id} vision={vision} user={user} />}
          </PlanList>
        ) : (
          <PlanList<DailyAction> resource="daily-actions" userId={user.id} by="date">
            {(action) => <ActionItem key={action.id} action={action} user={user} />}
          </PlanList>
        )}
      </div>
    </>
  );
}
