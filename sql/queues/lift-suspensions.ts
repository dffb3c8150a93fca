import { z } from "zod";
import { defineJob } from "./job.ts";

/** Reactivates the users whose suspension has come to its end. */
export const liftSuspensions = defineJob({
  name: "lift-suspensions",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  options: { retryLimit: 2, retryBackoff: true, retryDelay: 5, expireInSeconds: 300 },
  key: () => "all",
});
