import { randomBytes } from "node:crypto";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

/** What one answer's nonce is: the console's styles (emotion) are made at run time. */
export function nonceOf(res: Response): string {
  return String(res.locals["nonce"]);
}

const newNonce: RequestHandler = (_req, res, next) => {
  res.locals["nonce"] = randomBytes(16).toString("base64");
  next();
};

/**
 * Nothing but our own files runs, and nothing is loaded from elsewhere. `data:` is for the small
 * images that Swagger UI and MUI carry in their styles.
 */
export function securityHeaders(https: boolean): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_req, res) => `'nonce-${nonceOf(res as Response)}'`],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
  return [newNonce, headers];
}
