import MenuIcon from "@mui/icons-material/Menu";
import { Box, Drawer, IconButton } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { AccountMenu } from "./AccountMenu.tsx";
import { AppearanceMenu } from "./AppearanceMenu.tsx";
import { Navigation, NAVIGATION_WIDTH } from "./Navigation.tsx";
import { SearchShortcut } from "./SearchShortcut.tsx";

export function TopBar() {
  const [open, setOpen] = useState(false);
  const translate = useTranslate();
  return (
    <>
      <Box
        sx={{
          display: { xs: "none", lg: "block" },
          position: "fixed",
          insetBlock: 0,
          left: 0,
          zIndex: "drawer",
        }}
      >
        <Navigation />
      </Box>
      <Drawer open={open} onClose={() => setOpen(false)} sx={{ display: { lg: "none" } }}>
        <Navigation onNavigate={() => setOpen(false)} />
      </Drawer>
      <Box
        component="header"
        sx={{
          position: "fixed",
          top: 0,
          right: 0,
          left: { xs: 0, lg: NAVIGATION_WIDTH },
          height: 56,
          zIndex: "appBar",
          display: "flex",
          alignItems: "center",
          gap: "4px",
          paddingInline: { xs: "12px", lg: "28px" },
          backgroundColor: "background.paper",
          borderBottom: "1px solid",
          borderColor: "divider",
        }}
      >
        <IconButton
          aria-label={translate("app.open_navigation")}
          onClick={() => setOpen(true)}
          sx={{ display: { lg: "none" } }}
        >
          <MenuIcon />
        </IconButton>
        <SearchShortcut />
        <Box sx={{ flexGrow: 1 }} />
        <AppearanceMenu />
        <AccountMenu />
      </Box>
    </>
  );
}
