import { getContrastRatio } from "@mui/material/styles";
import { describe, expect, it } from "vitest";
import { dark, light, navigation } from "./palette.ts";

const AA = 4.5;

describe.each([
  ["light", light, navigation.light],
  ["dark", dark, navigation.dark],
])("palette.%s", (_, palette, nav) => {
  const surfaces = [palette.background.default, palette.background.paper];
  const inks = [
    palette.text.primary,
    palette.text.secondary,
    ...(["primary", "secondary", "success", "warning", "error", "info"] as const).map(
      (name) => palette[name].main,
    ),
  ];

  it("keeps every ink readable on every surface", () => {
    const faint = surfaces.flatMap((surface) =>
      inks
        .filter((ink) => getContrastRatio(ink, surface) < AA)
        .map((ink) => `${ink} on ${surface}`),
    );
    expect(faint).toEqual([]);
  });

  it("keeps buttons and navigation readable", () => {
    for (const name of ["primary", "error", "warning"] as const) {
      const { main, contrastText } = palette[name];
      expect(getContrastRatio(contrastText, main)).toBeGreaterThanOrEqual(AA);
    }
    expect(getContrastRatio(nav.text, nav.background)).toBeGreaterThanOrEqual(AA);
    expect(getContrastRatio(nav.strong, nav.active)).toBeGreaterThanOrEqual(AA);
  });
});
