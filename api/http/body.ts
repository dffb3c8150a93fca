import express from "express";
import type { Request, Response } from "express";
import { wrongMediaType } from "./problems.ts";

/** Forms are small; imports of whole files come with their own limit. */
export const BODY_LIMIT = "100 kB";

const parse = express.json({ limit: 100_000, strict: true, type: "application/json" });

/**
 * The JSON body of a request, undefined without one. It is read after the caller is known, so that
 * strangers cannot make us read anything.
 */
export async function readBody(req: Request, res: Response): Promise<unknown> {
  const empty =
    req.headers["transfer-encoding"] === undefined && !Number(req.headers["content-length"] ?? 0);
  if (empty) return undefined;
  if (req.is("application/json") !== "application/json") {
    throw wrongMediaType("Send the body as Content-Type: application/json.");
  }
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return req.body;
}
