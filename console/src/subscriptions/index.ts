import CreditCardIcon from "@mui/icons-material/CreditCard";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const subscriptions: ResourceProps = {
  name: "subscriptions",
  icon: CreditCardIcon,
  list: lazy(async () => ({ default: (await import("./SubscriptionList.tsx")).SubscriptionList })),
};
