import HistoryIcon from "@mui/icons-material/History";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const auditLog: ResourceProps = {
  name: "audit-log",
  icon: HistoryIcon,
  list: lazy(async () => ({ default: (await import("./EventList.tsx")).EventList })),
};
