import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import type { Vision } from "../../../api/contracts/visions.ts";
import { Moment } from "../fields/Moment.tsx";
import { minutesText } from "../fields/moment.ts";
import { MaskedTexts } from "../plans/MaskedTexts.tsx";
import { PlanItem } from "../plans/PlanItem.tsx";

type VisionItemProps = { readonly vision: Vision; readonly user: UserDetail };

export function VisionItem({ vision, user }: VisionItemProps) {
  const translate = useTranslate();
  const minutes = vision.time_allocation_minutes;
  return (
    <PlanItem
      head={<strong>{translate(`resources.visions.category.${vision.category}`)}</strong>}
      facts={[
        translate("resources.visions.priority", { priority: vision.priority }),
        minutes !== null && translate("resources.visions.a_week", { time: minutesText(minutes) }),
      ]}
      when={<Moment value={vision.created_at} as="day" />}
    >
      <MaskedTexts resource="visions" record={vision} user={user} />
    </PlanItem>
  );
}
