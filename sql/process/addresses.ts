import { z } from "zod";
import { port } from "../database/environment.ts";

// Where API and daemon listen. The launcher reads both, to wait for them and to print the addresses.

export const apiAddress = z.object({
  API_HOST: z.string().min(1).default("127.0.0.1"),
  API_PORT: port.default(4000),
  API_METRICS_PORT: port.default(9465),
});

/** Loopback unless said otherwise: /metrics and /health ask for no sign-in. */
export const daemonAddress = z.object({
  DAEMON_HOST: z.string().min(1).default("127.0.0.1"),
  DAEMON_PORT: port.default(9464),
});
