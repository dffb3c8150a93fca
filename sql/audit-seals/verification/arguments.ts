import { parseArgs } from "node:util";
import type { NotedHead } from "./check-heads.ts";

/** What `audit:verify` is called with is wrong: the message names the argument. */
export class ArgumentsError extends Error {}

export type VerifyArguments = {
  /** Raw public keys; none: those of SIGNING_KEY. */
  readonly keys: readonly Buffer[];
  readonly heads: readonly NotedHead[];
  readonly json: boolean;
};

/** `--key BASE64 … --head N:HASH … --json` */
export function parseVerifyArguments(args: readonly string[]): VerifyArguments {
  const { key, head, json } = read(args);
  return { keys: key.map(parseKey), heads: head.map(parseHead), json };
}

function read(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        key: { type: "string", multiple: true, default: [] },
        head: { type: "string", multiple: true, default: [] },
        json: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new ArgumentsError(error instanceof Error ? error.message : String(error));
  }
}

function parseKey(text: string): Buffer {
  const key = Buffer.from(text, "base64");
  if (key.length === 32) return key;
  throw new ArgumentsError(
    "--key: is a public key, 32 bytes in base64, as npm run audit:key prints it",
  );
}

function parseHead(text: string): NotedHead {
  const [, n, hash] = /^([1-9]\d*):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (n !== undefined && hash !== undefined) return { n, hash: hash.toLowerCase() };
  throw new ArgumentsError(
    "--head: is a seal's number and hash, as audit:verify prints them: 7:9f3a…",
  );
}
