import FileDownloadOutlinedIcon from "@mui/icons-material/FileDownloadOutlined";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const auditExports: ResourceProps = {
  name: "audit-exports",
  icon: FileDownloadOutlinedIcon,
  list: lazy(async () => ({ default: (await import("./ExportList.tsx")).ExportList })),
};
