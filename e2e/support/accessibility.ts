import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";

/** WCAG 2.2 at level AA, and what axe holds for good practice: landmarks, one heading of level 1. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with the page for whoever cannot see it well, or at all: one line for each element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // MUI puts what pops up at the end of <body>, outside of every landmark, and moves focus there.
    .options({ rules: { region: { enabled: !(await isMenuOpen(page)) } } })
    .withTags(RULES)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`),
  );
}

const isMenuOpen = async (page: Page): Promise<boolean> =>
  (await page.getByRole("menu").count()) > 0;

/** Wider than the window: something is cut off or has to be scrolled sideways. */
export async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
}
