import type { QueueOptions, QueuePolicy } from "pg-boss";
import type { z } from "zod";
import type { Transaction } from "../database/transaction.ts";
import type { Enqueuer } from "./boss.ts";

/** What a job file states. Payloads hold ids only: pg-boss keeps them readable for days. */
type JobDefinition<P extends object> = {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  /** Cannot be changed once the queue exists (pg-boss refuses); everything in `options` can. */
  readonly policy: QueuePolicy;
  readonly options: QueueOptions;
  /** Jobs of one key count as the same work under `policy`. */
  readonly key: (payload: P) => string;
};

export type Job<P extends object> = JobDefinition<P> & {
  /**
   * Puts the job into the caller's transaction: it exists if and only if that commits. Answers
   * false when the same work is waiting already. Throws a ZodError for a payload of another shape.
   * Runs not before `inSeconds` have passed.
   */
  readonly enqueue: (
    boss: Pick<Enqueuer, "send">,
    tx: Transaction,
    payload: P,
    inSeconds?: number,
  ) => Promise<boolean>;
};

export function defineJob<P extends object>(definition: JobDefinition<P>): Job<P> {
  return {
    ...definition,
    enqueue: async (boss, tx, payload, inSeconds) => {
      const data = definition.payload.parse(payload);
      return boss.send(tx, definition.name, data, definition.key(data), inSeconds);
    },
  };
}
