import PeopleAltIcon from "@mui/icons-material/PeopleAlt";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const users: ResourceProps = {
  name: "users",
  icon: PeopleAltIcon,
  list: lazy(async () => ({ default: (await import("./UserList.tsx")).UserList })),
  show: lazy(async () => ({ default: (await import("./UserShow.tsx")).UserShow })),
  edit: lazy(async () => ({ default: (await import("./UserEdit.tsx")).UserEdit })),
  recordRepresentation: "name",
};
