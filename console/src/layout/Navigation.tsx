import {
  Box,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  Tooltip,
  Typography,
} from "@mui/material";
import type { MouseEvent } from "react";
import {
  LinkBase,
  useCanAccess,
  useMatch,
  useRefresh,
  useResourceDefinitions,
  useTranslate,
} from "react-admin";
import { navigation } from "../theme/palette.ts";
import { Brand } from "./Brand.tsx";

export const NAVIGATION_WIDTH = 228;

/** What the work is about, not how it is stored: people, customers, oversight. */
const GROUPS = [
  { name: "people", resources: ["users", "gdpr-requests"] },
  { name: "customers", resources: ["organizations", "subscriptions"] },
  { name: "oversight", resources: ["audit-log", "audit-exports"] },
] as const;

export function Navigation({ onNavigate }: { readonly onNavigate?: () => void }) {
  const translate = useTranslate();
  return (
    <Box
      component="nav"
      aria-label={translate("app.navigation")}
      sx={(theme) => {
        const colors = navigation[theme.palette.mode];
        return {
          width: NAVIGATION_WIDTH,
          height: "100%",
          overflowY: "auto",
          backgroundColor: colors.background,
          color: colors.text,
          borderRight: `1px solid ${theme.palette.mode === "dark" ? theme.palette.divider : colors.background}`,
          "& .MuiListItemButton-root": {
            borderRadius: "7px",
            paddingBlock: "6px",
            paddingInline: "10px",
            marginBottom: "2px",
            fontWeight: 500,
            "&:hover": { backgroundColor: colors.active },
            "&:focus-visible": { outlineColor: colors.strong },
            "&[aria-current=page]": { backgroundColor: colors.active, color: colors.strong },
          },
          "& .MuiListItemIcon-root": { color: "inherit", minWidth: 32 },
        };
      }}
    >
      <Brand />
      {GROUPS.map((group) => (
        <Box key={group.name} sx={{ paddingInline: "12px", marginTop: "18px" }}>
          <Typography
            component="h2"
            id={`navigation-${group.name}`}
            sx={{ fontSize: "0.7188rem", fontWeight: 600, opacity: 0.75, padding: "0 10px 6px" }}
          >
            {translate(`app.groups.${group.name}`)}
          </Typography>
          <List disablePadding aria-labelledby={`navigation-${group.name}`}>
            {group.resources.map((resource) => (
              <NavigationItem key={resource} resource={resource} onNavigate={onNavigate} />
            ))}
          </List>
        </Box>
      ))}
    </Box>
  );
}

type ItemProps = { readonly resource: string; readonly onNavigate: (() => void) | undefined };

function NavigationItem({ resource, onNavigate }: ItemProps) {
  const translate = useTranslate();
  const { canAccess, isPending } = useCanAccess({ resource, action: "list" });
  const Icon = useResourceDefinitions()[resource]?.icon;
  const refresh = useRefresh();
  const here = useMatch({ path: `/${resource}`, end: true }) !== null;
  const active = useMatch({ path: `/${resource}`, end: false }) !== null;
  const label = translate(`resources.${resource}.name`, { smart_count: 2 });
  const content = (
    <>
      <ListItemIcon>{Icon && <Icon fontSize="small" />}</ListItemIcon>
      {label}
    </>
  );
  if (!isPending && canAccess !== true) {
    return (
      <ListItem disablePadding>
        <Tooltip title={translate("app.not_for_role")} placement="right" describeChild>
          <ListItemButton
            component="a"
            href={`#/${resource}`}
            aria-disabled
            onClick={(event: MouseEvent) => event.preventDefault()}
            sx={{ opacity: 0.5, cursor: "not-allowed", width: "100%" }}
          >
            {content}
          </ListItemButton>
        </Tooltip>
      </ListItem>
    );
  }
  return (
    <ListItem disablePadding>
      <ListItemButton
        component={LinkBase}
        to={`/${resource}`}
        aria-current={active ? "page" : undefined}
        onClick={() => {
          // Leads nowhere else, so it reads the list again: what one expects of a click.
          if (here) refresh();
          onNavigate?.();
        }}
      >
        {content}
      </ListItemButton>
    </ListItem>
  );
}
