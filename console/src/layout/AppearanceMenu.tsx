import BrightnessAutoIcon from "@mui/icons-material/BrightnessAuto";
import DarkModeIcon from "@mui/icons-material/DarkMode";
import LightModeIcon from "@mui/icons-material/LightMode";
import { IconButton, ListItemIcon, Menu, MenuItem, Tooltip } from "@mui/material";
import { useState } from "react";
import { useStore, useTranslate } from "react-admin";

const CHOICES = [
  { value: "system", Icon: BrightnessAutoIcon },
  { value: "light", Icon: LightModeIcon },
  { value: "dark", Icon: DarkModeIcon },
] as const;

/** Light, dark, or as the system says (then nothing is stored). */
export function AppearanceMenu() {
  const translate = useTranslate();
  const [stored, setStored] = useStore<string | undefined>("theme");
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const chosen = CHOICES.find(({ value }) => value === stored) ?? CHOICES[0];
  return (
    <>
      <Tooltip title={translate("app.appearance.title")}>
        <IconButton
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          aria-label={translate("app.appearance.title")}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <chosen.Icon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {CHOICES.map(({ value, Icon }) => (
          <MenuItem
            key={value}
            role="menuitemradio"
            aria-checked={value === chosen.value}
            selected={value === chosen.value}
            onClick={() => {
              setStored(value === "system" ? undefined : value);
              setAnchor(null);
            }}
          >
            <ListItemIcon>
              <Icon fontSize="small" />
            </ListItemIcon>
            {translate(`app.appearance.${value}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
