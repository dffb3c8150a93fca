import { readFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import type { Router } from "express";
import { notFound } from "./problems.ts";
import { nonceOf } from "./security-headers.ts";

/** What Vite writes wherever a nonce belongs (console/vite.config.ts). */
const PLACEHOLDER = "__CSP_NONCE__";

/**
 * The built console at `/`. Its page bears a fresh nonce in every answer, so it is never cached; its
 * files have their hash in their names and are cached for good.
 */
export function consoleRouter(folder: string): Router {
  const router = express.Router();
  router.get(["/", "/index.html"], (_req, res) => {
    const page = readPage(folder);
    if (page === undefined) throw notFound("The console is not built: npm run build.");
    res.set("Cache-Control", "no-store").type("html");
    res.send(page.replaceAll(PLACEHOLDER, nonceOf(res)));
  });
  router.use(
    "/assets",
    express.static(join(folder, "assets"), { index: false, immutable: true, maxAge: "1y" }),
  );
  router.use(express.static(folder, { index: false, redirect: false }));
  return router;
}

/** Read for each answer: a new build counts without a restart, and the file is in the page cache. */
function readPage(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "index.html"), "utf8");
  } catch {
    return undefined;
  }
}
