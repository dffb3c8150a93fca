import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { Facts } from "../fields/Facts.tsx";
import { Absent } from "../fields/Moment.tsx";
import { Panel } from "../layout/Panel.tsx";

const SWITCHES = [
  "email_enabled",
  "push_enabled",
  "weekly_summary",
  "victory_interactions",
] as const;

type UserNotificationsProps = { readonly preferences: UserDetail["notification_preferences"] };

/** How the person wants to be reached: theirs to change, here to be explained. */
export function UserNotifications({ preferences }: UserNotificationsProps) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.users.notification_preferences.${key}`);
  return (
    <Panel title={text("title")}>
      <Facts
        width={120}
        facts={[
          ...SWITCHES.map((field) => ({
            label: text(field),
            value: translate(preferences[field] ? "app.yes" : "app.no"),
          })),
          {
            label: text("daily_reminder_at"),
            value: preferences.daily_reminder_at ?? <Absent />,
          },
        ]}
      />
    </Panel>
  );
}
