import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "playwright/test";

const SYSTEM_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge",
];
const OUTSIDE_PATH = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const INSTALL_TIMEOUT_MS = 300_000;
const START_TIMEOUT_MS = 20_000;

/** The flags a closed network needs (Chromium calls home for updates), and root (no sandbox there). */
export function browserFlags(): string[] {
  return [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, args: readonly string[], timeout: number): boolean {
  const { status } = spawnSync(command, args, {
    stdio: "ignore",
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0;
}

/**
 * Being there is not enough: Playwright's download lacks the libraries of a bare machine, and Ubuntu's
 * chromium may be a script that asks for snap. On Windows asking for the version would open a window.
 */
function starts(path: string): boolean {
  return process.platform === "win32" || run(path, ["--version"], START_TIMEOUT_MS);
}

function playwrightsOwn(): string | undefined {
  const path = chromium.executablePath();
  return path !== "" && existsSync(path) && starts(path) ? path : undefined;
}

function systemChromium(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/snap/bin"];
  const candidates = folders.flatMap((folder) => SYSTEM_NAMES.map((name) => join(folder, name)));
  return [...candidates, ...OUTSIDE_PATH].find((path) => isExecutable(path) && starts(path));
}

function installByPlaywright(): string | undefined {
  console.error("No browser found: npx playwright install chromium …");
  const cli = join(
    dirname(createRequire(import.meta.url).resolve("playwright/package.json")),
    "cli.js",
  );
  return run(process.execPath, [cli, "install", "chromium"], INSTALL_TIMEOUT_MS)
    ? playwrightsOwn()
    : undefined;
}

function installByApt(): string | undefined {
  if (process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) return undefined;
  console.error("No browser found: apt-get install chromium …");
  run("/usr/bin/apt-get", ["update"], INSTALL_TIMEOUT_MS);
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  return run("/usr/bin/apt-get", install, INSTALL_TIMEOUT_MS) ? systemChromium() : undefined;
}

/**
 * The browser of the journeys, the first of: Playwright's own, the system's, a download by
 * Playwright, a download by apt when root. Throws one line that says what to install.
 */
export function findBrowser(): string {
  const found = playwrightsOwn() ?? systemChromium() ?? installByPlaywright() ?? installByApt();
  if (found === undefined) {
    const none = new Error(
      "No browser for the journeys: run `npx playwright install chromium`, or install the system's chromium package.",
    );
    // Playwright prints an error of its configuration with its stack: here the line says it all.
    none.stack = none.message;
    throw none;
  }
  return found;
}
