import { auditedUpdate } from "./audited-update.ts";
import type { Benchmark } from "./frame/benchmark.ts";
import { hashChain } from "./hash-chain.ts";
import { leafHashing } from "./leaf-hashing.ts";
import { pageWithProofs } from "./page-with-proofs.ts";
import { redaction } from "./redaction.ts";
import { sealing } from "./sealing.ts";
import { verification } from "./verification.ts";

/** THE list: what is in it runs, in this order. */
export const BENCHMARKS: readonly Benchmark[] = [
  leafHashing,
  auditedUpdate,
  hashChain,
  sealing,
  verification,
  pageWithProofs,
  redaction,
];
