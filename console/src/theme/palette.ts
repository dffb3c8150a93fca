import type { PaletteOptions } from "@mui/material";

/**
 * Ink, sea and paper. Text on its surface keeps a contrast of at least 4.5:1 in both modes
 * (WCAG 2.2 AA); palette.test.ts computes it.
 */
export const light = {
  mode: "light",
  primary: { main: "#0b6a5b", light: "#2f8f7d", dark: "#084c41", contrastText: "#ffffff" },
  secondary: { main: "#41507a", light: "#6b7aa6", dark: "#2c3858", contrastText: "#ffffff" },
  success: { main: "#1b7343", contrastText: "#ffffff" },
  warning: { main: "#8f5300", contrastText: "#ffffff" },
  error: { main: "#b0261c", contrastText: "#ffffff" },
  info: { main: "#1d5c95", contrastText: "#ffffff" },
  background: { default: "#f4f6f4", paper: "#ffffff" },
  text: { primary: "#18221f", secondary: "#55635e", disabled: "#8b9793" },
  divider: "#dfe5e1",
} as const satisfies PaletteOptions;

export const dark = {
  mode: "dark",
  primary: { main: "#62cdb6", light: "#93e0cf", dark: "#2f9c86", contrastText: "#06231d" },
  secondary: { main: "#a6b4de", light: "#c8d1ec", dark: "#7786b4", contrastText: "#131a2c" },
  success: { main: "#71cf95", contrastText: "#06210f" },
  warning: { main: "#e8b45c", contrastText: "#2a1a00" },
  error: { main: "#f28f84", contrastText: "#330603" },
  info: { main: "#83bdee", contrastText: "#04203a" },
  background: { default: "#0f1513", paper: "#171f1c" },
  text: { primary: "#e5ece8", secondary: "#a2b2ac", disabled: "#6c7a75" },
  divider: "#29332f",
} as const satisfies PaletteOptions;

/** The navigation is dark in both modes: it frames the work, it is not part of it. */
export const navigation = {
  light: { background: "#10241f", text: "#c9d8d2", strong: "#ffffff", active: "#1f3f37" },
  dark: { background: "#0b100e", text: "#a9bab3", strong: "#eef5f1", active: "#1b2a25" },
} as const;
