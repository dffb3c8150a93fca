import { parseArgs } from "node:util";
import type { NotedHead } from "./check-heads.ts";

/** What `audit:verify` is called with is wrong: the message names the argument. */
export class ArgumentsError extends Error {}

export type VerifyArguments = {
  /** Raw public keys; none: those of SIGNING_KEY. */
  readonly keys: readonly Buffer[];
  readonly heads: readonly NotedHead[];
  /** Numbers of `resumed` seals whose reason is known to who verifies. */
  readonly resumed: readonly string[];
  /** The installation that this has to be; unset: whichever the database says. */
  readonly installation: string | undefined;
  readonly json: boolean;
};

/** `--key BASE64 … --head N:HASH … --resumed N … --installation ID --json` */
export function parseVerifyArguments(args: readonly string[]): VerifyArguments {
  const { key, head, resumed, installation, json } = read(args);
  return {
    keys: key.map(parseKey),
    heads: head.map(parseHead),
    resumed: resumed.map(parseNumber),
    installation: installation === undefined ? undefined : parseInstallation(installation),
    json,
  };
}

function read(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        key: { type: "string", multiple: true, default: [] },
        head: { type: "string", multiple: true, default: [] },
        resumed: { type: "string", multiple: true, default: [] },
        installation: { type: "string" },
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

function parseNumber(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new ArgumentsError("--resumed: is the number of a seal by which sealing was resumed: 10");
}

function parseInstallation(text: string): string {
  const id = text.toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new ArgumentsError("--installation: is an id, as npm run audit:key prints it");
}
