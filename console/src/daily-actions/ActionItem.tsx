import { useLocale, useTranslate } from "react-admin";
import type { DailyAction } from "../../../api/contracts/daily-actions.ts";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { calendarDayText, minutesText } from "../fields/moment.ts";
import { MaskedTexts } from "../plans/MaskedTexts.tsx";
import { PlanItem } from "../plans/PlanItem.tsx";
import { ActionStatusChip } from "./ActionStatusChip.tsx";

type ActionItemProps = { readonly action: DailyAction; readonly user: UserDetail };

export function ActionItem({ action, user }: ActionItemProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const minutes = action.actual_minutes ?? action.estimated_minutes;
  const spent = action.actual_minutes === null ? "estimated" : "spent";
  return (
    <PlanItem
      head={<ActionStatusChip status={action.status} />}
      facts={[
        minutes !== null &&
          translate(`resources.daily-actions.${spent}`, { time: minutesText(minutes) }),
        action.ai_generated && translate("resources.daily-actions.by_ai"),
      ]}
      when={<time dateTime={action.date}>{calendarDayText(action.date, locale)}</time>}
    >
      <MaskedTexts resource="daily-actions" record={action} user={user} />
    </PlanItem>
  );
}
