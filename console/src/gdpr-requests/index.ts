import PrivacyTipOutlinedIcon from "@mui/icons-material/PrivacyTipOutlined";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const gdprRequests: ResourceProps = {
  name: "gdpr-requests",
  icon: PrivacyTipOutlinedIcon,
  list: lazy(async () => ({ default: (await import("./RequestList.tsx")).RequestList })),
  show: lazy(async () => ({ default: (await import("./RequestShow.tsx")).RequestShow })),
  recordRepresentation: "type",
};
