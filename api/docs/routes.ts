import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import express from "express";
import type { Router } from "express";
import { refuseOtherMethods } from "../http/mount.ts";
import type { DocumentedRoute } from "../http/route.ts";
import { createOpenApi } from "./openapi.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const ASSETS = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

/** The document, and a page where its operations can be tried, under the same CSP as everything. */
export function docsRouter(documented: readonly DocumentedRoute[]): Router {
  const router = express.Router();
  const document = createOpenApi(documented);
  router.get("/openapi.json", (_req, res) => {
    res.json(document);
  });
  router.get("/docs", (_req, res) => {
    res.sendFile("page.html", { root: FOLDER });
  });
  router.get("/docs/start.js", (_req, res) => {
    res.sendFile("start.js", { root: FOLDER });
  });
  router.use("/docs/assets", express.static(ASSETS, { index: false, redirect: false }));
  for (const path of ["/openapi.json", "/docs"]) refuseOtherMethods(router, path, ["GET"]);
  return router;
}
