import ApartmentIcon from "@mui/icons-material/Apartment";
import { lazy } from "react";
import type { ResourceProps } from "react-admin";

export const organizations: ResourceProps = {
  name: "organizations",
  icon: ApartmentIcon,
  list: lazy(async () => ({ default: (await import("./OrganizationList.tsx")).OrganizationList })),
  show: lazy(async () => ({ default: (await import("./OrganizationShow.tsx")).OrganizationShow })),
  edit: lazy(async () => ({ default: (await import("./OrganizationEdit.tsx")).OrganizationEdit })),
  recordRepresentation: "name",
};
