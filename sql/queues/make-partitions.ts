import { z } from "zod";
import { defineJob } from "./job.ts";

/** Makes the next months' partitions. */
export const makePartitionsJob = defineJob({
  name: "make-partitions",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  options: { retryLimit: 2, retryBackoff: true, retryDelay: 5, expireInSeconds: 300 },
  key: () => "all",
});
