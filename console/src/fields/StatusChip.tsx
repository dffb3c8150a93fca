import { Chip } from "@mui/material";
import type { SvgIconProps } from "@mui/material";
import { alpha } from "@mui/material/styles";
import type { ComponentType } from "react";

export type Tone = "success" | "warning" | "error" | "info" | "neutral";

type StatusChipProps = {
  readonly label: string;
  readonly tone: Tone;
  readonly Icon: ComponentType<SvgIconProps>;
};

/** A status by icon, word and color: the color is never the only carrier. */
export function StatusChip({ label, tone, Icon }: StatusChipProps) {
  return (
    <Chip
      size="small"
      label={label}
      icon={<Icon />}
      sx={(theme) => {
        const ink = tone === "neutral" ? theme.palette.text.secondary : theme.palette[tone].main;
        return {
          height: 22,
          borderRadius: "6px",
          fontSize: "0.75rem",
          fontWeight: 600,
          color: ink,
          backgroundColor: alpha(ink, theme.palette.mode === "dark" ? 0.16 : 0.1),
          "& .MuiChip-icon": { color: "inherit", fontSize: 15, marginLeft: "6px" },
          "& .MuiChip-label": { paddingInline: "6px 8px" },
        };
      }}
    />
  );
}
