import { z } from "zod";
import { defineJob } from "./job.ts";

/** Builds the zip of one access request. */
export const exportPersonalData = defineJob({
  name: "export-personal-data",
  payload: z.strictObject({ request_id: z.uuid() }),
  // `short`: one waiting job a request, any number active. A daemon killed in the middle leaves its
  // job "active" until it expires; `exclusive` would refuse the job that resumes the export. The
  // fence, not the queue, keeps two workers off one export.
  policy: "short",
  options: {
    retryLimit: 5,
    retryBackoff: true,
    retryDelay: 5,
    retryDelayMax: 300,
    expireInSeconds: 6 * 3600,
    heartbeatSeconds: 30,
  },
  key: (payload) => payload.request_id,
});
