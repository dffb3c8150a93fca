import { alpha } from "@mui/material/styles";
import type { RaThemeOptions } from "react-admin";
import { dark, light } from "./palette.ts";

/** The system's own fonts: nothing is loaded from elsewhere, and every script has its glyphs. */
const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

export const MONOSPACE =
  'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "Noto Sans Mono", "Liberation Mono", monospace';

function theme(palette: typeof light | typeof dark): RaThemeOptions {
  const border = `1px solid ${palette.divider}`;
  return {
    palette: { ...palette },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: SANS,
      fontSize: 13.5,
      h1: { fontSize: "1.5rem", fontWeight: 650, lineHeight: 1.25, letterSpacing: "-0.012em" },
      h2: { fontSize: "0.9375rem", fontWeight: 650, lineHeight: 1.4, letterSpacing: "-0.003em" },
      h6: { fontSize: "1.0625rem", fontWeight: 650 },
      body1: { fontSize: "0.875rem", lineHeight: 1.5 },
      body2: { fontSize: "0.8438rem", lineHeight: 1.45 },
      caption: { fontSize: "0.75rem", lineHeight: 1.4 },
      button: { fontWeight: 600, textTransform: "none", letterSpacing: 0 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          body: { fontVariantNumeric: "tabular-nums", WebkitFontSmoothing: "antialiased" },
          "a, button, [tabindex]": { WebkitTapHighlightColor: "transparent" },
          ":focus-visible": { outline: `2px solid ${palette.primary.main}`, outlineOffset: 2 },
          "@media (prefers-reduced-motion: reduce)": {
            "*, *::before, *::after": {
              animation: "none !important",
              transition: "none !important",
            },
          },
        },
      },
      MuiPaper: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { backgroundImage: "none" }, outlined: { border } },
      },
      MuiCard: { defaultProps: { variant: "outlined" } },
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiButton: {
        defaultProps: { disableElevation: true, size: "small" },
        styleOverrides: {
          root: { borderRadius: 7, padding: "5px 12px", minHeight: 34, whiteSpace: "nowrap" },
          outlined: { borderColor: palette.divider },
          sizeSmall: { fontSize: "0.8125rem" },
        },
      },
      MuiTextField: { defaultProps: { size: "small", variant: "outlined" } },
      MuiFormControl: { defaultProps: { size: "small", variant: "outlined" } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: { backgroundColor: palette.background.paper, borderRadius: 7 },
          notchedOutline: { borderColor: alpha(palette.text.secondary, 0.42) },
        },
      },
      MuiTableCell: {
        styleOverrides: {
          root: {
            borderBottom: border,
            fontSize: "0.8438rem",
            padding: "7px 14px",
            "@media (max-width: 900px)": { paddingInline: "10px" },
          },
          head: {
            color: palette.text.secondary,
            fontSize: "0.75rem",
            fontWeight: 600,
            lineHeight: 1.4,
            backgroundColor: palette.background.paper,
            whiteSpace: "nowrap",
          },
        },
      },
      MuiTableRow: {
        styleOverrides: {
          root: {
            "&.MuiTableRow-hover:hover": { backgroundColor: alpha(palette.primary.main, 0.07) },
          },
        },
      },
      MuiTooltip: {
        defaultProps: { arrow: true, enterDelay: 250 },
        styleOverrides: { tooltip: { fontSize: "0.75rem", maxWidth: 340 } },
      },
      MuiDialog: { defaultProps: { fullWidth: true, maxWidth: "sm" } },
      MuiDialogTitle: { styleOverrides: { root: { fontSize: "1.0625rem", fontWeight: 650 } } },
      MuiLink: { defaultProps: { underline: "hover" } },
      MuiAlert: { styleOverrides: { root: { borderRadius: 8, alignItems: "center" } } },
      MuiLinearProgress: { styleOverrides: { root: { borderRadius: 4, height: 7 } } },
      // react-admin writes contrastText on the page's own colour: white on white in the light theme.
      RaSkipNavigationButton: {
        styleOverrides: {
          root: {
            "&, &:hover": { backgroundColor: palette.primary.main, opacity: 1 },
          },
        },
      },
      RaDataTable: {
        styleOverrides: {
          root: {
            "& .RaDataTable-tableWrapper": { overflowX: "auto" },
            "& .RaDataTable-row": { backgroundColor: palette.background.paper },
            "& .RaDataTable-clickableRow:hover": {
              backgroundColor: alpha(palette.primary.main, 0.06),
            },
            "& .RaDataTable-row:last-of-type > td": { borderBottom: 0 },
          },
        },
      },
    },
  };
}

export const lightTheme = theme(light);
export const darkTheme = theme(dark);
