import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import LogoutIcon from "@mui/icons-material/Logout";
import { Box, Button, Divider, ListItemIcon, Menu, MenuItem, Typography } from "@mui/material";
import { useState } from "react";
import { useGetIdentity, useLogout, useTranslate } from "react-admin";
import { Initials } from "../fields/Initials.tsx";
import type { StaffIdentity } from "../providers/auth-provider.ts";

export function AccountMenu() {
  const translate = useTranslate();
  const logout = useLogout();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const identity = useGetIdentity().identity as StaffIdentity | undefined;
  if (identity === undefined) return null;
  const role = translate(`app.roles.${identity.role}`);
  const name = identity.fullName ?? identity.email;
  return (
    <>
      <Button
        color="inherit"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={translate("app.account_of", { name })}
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<ExpandMoreIcon />}
        sx={{ gap: "4px", minHeight: 40 }}
      >
        <Initials name={name} size={28} />
        <Box sx={{ display: { xs: "none", sm: "block" }, textAlign: "left", lineHeight: 1.2 }}>
          <Box>{name}</Box>
          <Box sx={{ color: "text.secondary", fontSize: "0.7188rem", fontWeight: 500 }}>{role}</Box>
        </Box>
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
        transformOrigin={{ vertical: "top", horizontal: "right" }}
      >
        <Box component="li" role="none" sx={{ padding: "6px 16px 10px", minWidth: 220 }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {name}
          </Typography>
          <Typography variant="caption" sx={{ color: "text.secondary" }}>
            {identity.email} · {role}
          </Typography>
        </Box>
        <Divider component="li" />
        <MenuItem
          onClick={() => {
            setAnchor(null);
            void logout({}, undefined, false);
          }}
        >
          <ListItemIcon>
            <LogoutIcon fontSize="small" />
          </ListItemIcon>
          {translate("app.sign_out")}
        </MenuItem>
      </Menu>
    </>
  );
}
