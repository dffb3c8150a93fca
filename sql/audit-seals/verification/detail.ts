import { z } from "zod";
import type { Seal } from "../seal.ts";

const number = z.int().min(0);
const key = z.object({ key_id: z.string(), public_key: z.base64() });
const resumption = z.object({
  event: z.string(),
  database_n: number,
  database_hash: z.string(),
  ledger_n: number,
  ledger_hash: z.string(),
});
const drop = z.object({
  partition: z.string(),
  rows: number,
  seals: number,
  first_n: number,
  last_n: number,
  at_from: z.string(),
  at_to: z.string(),
});

export type Resumption = z.infer<typeof resumption>;
export type Drop = z.infer<typeof drop>;

/** What a seal of that kind says beside its columns; undefined for one of another kind or shape. */
const read =
  <S extends z.ZodType>(shape: S, kinds: readonly string[]) =>
  (seal: Seal): z.infer<S> | undefined =>
    kinds.includes(seal.kind) ? shape.safeParse(JSON.parse(seal.detail)).data : undefined;

export const keyIn = read(key, ["genesis", "key"]);
export const resumptionIn = read(resumption, ["resumed"]);
export const dropIn = read(drop, ["partition-dropped"]);
