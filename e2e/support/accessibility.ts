import type { Page } from "playwright/test";

/** Roles a person acts on or reads by name: without one, a screen reader says "button". */
const NAMED =
  /^\s*- '?(button|link|textbox|searchbox|combobox|checkbox|radio|switch|menuitem|tab|dialog|img|progressbar)(?![ :]*"| ")\b(?!.*")/;

/**
 * What is wrong with the page for whoever does not see it: controls without a name, landmarks or
 * headings missing. Read from the accessibility tree that the browser made.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const tree = await page.locator("body").ariaSnapshot();
  const faults = tree
    .split("\n")
    .filter((line) => NAMED.test(line))
    .map((line) => `without a name: ${line.trim()}`);
  const headings = tree.match(/- heading .*\[level=1\]/g)?.length ?? 0;
  if (headings !== 1) faults.push(`${headings} headings of level 1`);
  const mains = tree.match(/^\s*- main/gm)?.length ?? 0;
  if (mains !== 1) faults.push(`${mains} main landmarks`);
  if ((await page.locator("html").getAttribute("lang")) === null) faults.push("html without lang");
  if ((await page.title()) === "") faults.push("no title");
  return faults;
}

/** Texts with less contrast to what lies behind them than WCAG 2.2 (1.4.3, AA) asks for. */
export async function contrastFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Color = [number, number, number, number];
    // The canvas understands every notation CSS has, and answers in bytes.
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parse = (css: string): Color => {
      if (context === null) return [0, 0, 0, 0];
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a]: Color, below: Color): Color => [
      r * a + below[0] * (1 - a),
      g * a + below[1] * (1 - a),
      b * a + below[2] * (1 - a),
      1,
    ];
    const luminance = (color: Color): number => {
      const [r = 0, g = 0, b = 0] = color
        .slice(0, 3)
        .map((byte) => byte / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element): Color => {
      const layers: Color[] = [];
      for (let one: Element | null = element; one !== null; one = one.parentElement) {
        const layer = parse(getComputedStyle(one).backgroundColor);
        layers.push(layer);
        if (layer[3] === 1) break;
      }
      return layers.reduceRight<Color>((below, layer) => over(layer, below), [255, 255, 255, 1]);
    };
    const faults = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      if (element === null || text === "") continue;
      // 1.4.3 leaves out what is disabled; hidden texts have no colour to see.
      if (
        element.closest(
          "[disabled], [aria-disabled=true], [aria-hidden=true], noscript, script, style",
        )
      )
        continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || !element.checkVisibility({ opacityProperty: true }))
        continue;
      const style = getComputedStyle(element);
      const background = behind(element);
      const one = luminance(over(parse(style.color), background)) + 0.05;
      const two = luminance(background) + 0.05;
      const ratio = Math.max(one, two) / Math.min(one, two);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) faults.add(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
    }
    return [...faults];
  });
}

/** Wider than the window: something is cut off or has to be scrolled sideways. */
export async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
}
