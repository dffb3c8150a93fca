import { z } from "zod";
import { defineJob } from "./job.ts";

/** Deletes the files of exports whose time is over. */
export const expireExports = defineJob({
  name: "expire-exports",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  options: { retryLimit: 2, retryBackoff: true, retryDelay: 5, expireInSeconds: 900 },
  key: () => "all",
});
