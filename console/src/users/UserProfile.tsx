import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { Facts } from "../fields/Facts.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { Panel } from "../layout/Panel.tsx";

export function UserProfile({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const label = (field: string) => translate(`resources.users.fields.${field}`);
  return (
    <Panel title={translate("resources.users.profile")}>
      <Facts
        facts={[
          { label: label("display_name"), value: user.display_name ?? <Absent /> },
          { label: label("email"), value: user.email },
          {
            label: label("email_verified_at"),
            value:
              user.email_verified_at === null ? (
                translate("resources.users.not_verified")
              ) : (
                <Moment value={user.email_verified_at} as="day" />
              ),
          },
          {
            label: label("role"),
            value: translate(`resources.users.roles.${user.role}`, { _: user.role }),
          },
          { label: label("locale"), value: user.locale },
          { label: label("timezone"), value: user.timezone },
          { label: label("created_at"), value: <Moment value={user.created_at} /> },
          { label: label("last_login"), value: <Moment value={user.last_login} /> },
          {
            label: label("onboarding_completed"),
            value: translate(user.onboarding_completed ? "app.yes" : "app.no"),
          },
          ...optional(label("trial_ends_at"), user.trial_ends_at),
          ...optional(label("restricted_at"), user.restricted_at),
          ...optional(label("deleted_at"), user.deleted_at),
        ]}
      />
    </Panel>
  );
}

/** A date that most people do not have is left out rather than shown empty. */
function optional(label: string, value: string | null) {
  return value === null ? [] : [{ label, value: <Moment value={value} /> }];
}
