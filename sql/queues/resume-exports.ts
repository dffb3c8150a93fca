import { z } from "zod";
import { defineJob } from "./job.ts";

/** Puts exports back into the queue that nobody works on, after a kill for instance. */
export const resumeExports = defineJob({
  name: "resume-exports",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  options: { retryLimit: 2, retryBackoff: true, retryDelay: 5, expireInSeconds: 300 },
  key: () => "all",
});
