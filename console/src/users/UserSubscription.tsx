import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { Facts } from "../fields/Facts.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Moment } from "../fields/Moment.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";
import { SubscriptionStatusChip } from "../subscriptions/SubscriptionStatusChip.tsx";

type UserSubscriptionProps = { readonly subscription: UserDetail["subscription"] };

export function UserSubscription({ subscription }: UserSubscriptionProps) {
  const translate = useTranslate();
  const label = (field: string) => translate(`resources.subscriptions.fields.${field}`);
  return (
    <Panel
      title={translate("resources.users.subscription")}
      action={subscription && <SubscriptionStatusChip status={subscription.status} />}
    >
      {subscription === null ? (
        <PanelEmpty>{translate("resources.users.no_subscription")}</PanelEmpty>
      ) : (
        <Facts
          width={130}
          facts={[
            {
              label: label("plan"),
              value: translate(`resources.subscriptions.plan.${subscription.plan}`),
            },
            {
              label: label("current_period_end"),
              value: <Moment value={subscription.current_period_end} as="day" />,
            },
            ...(subscription.canceled_at === null
              ? []
              : [
                  {
                    label: label("canceled_at"),
                    value: <Moment value={subscription.canceled_at} as="day" />,
                  },
                ]),
            ...(subscription.stripe_customer_id === null
              ? []
              : [
                  {
                    label: label("stripe_customer_id"),
                    value: <Identifier value={subscription.stripe_customer_id} />,
                    wide: true,
                  },
                ]),
          ]}
        />
      )}
    </Panel>
  );
}
