import { z } from "zod";
import { databaseEnvironment } from "../sql/database/environment.ts";

/** DAEMON_HOST is loopback unless said otherwise: /metrics and /health ask for no sign-in. */
export const daemonEnvironment = databaseEnvironment.extend({
  // Six jobs may hold a fence at once, each on a connection of its own, and need a second one to write
  // their progress: with fewer they would wait for each other for ever.
  DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(8).max(500).default(12),
  DAEMON_HOST: z.string().min(1).default("127.0.0.1"),
  DAEMON_PORT: z.coerce.number().int().min(0).max(65_535).default(9464),
});
export type DaemonEnvironment = z.infer<typeof daemonEnvironment>;
