import pg from "pg";
import type { BenchDatabase } from "./database.ts";
import { processorTime } from "./processor-time.ts";

/** How much was done in how long. */
export type Sample = { readonly count: number; readonly seconds: number };

export type Load = {
  /** A look at a person is one event; an edit of one is an update with its trigger. */
  readonly act: "look" | "edit";
  readonly milliseconds: number;
  readonly perTransaction: number;
  /** By the clock on the wall, or by what the server's processes worked (where the system tells). */
  readonly clock: "wall" | "processor";
};

export type Clients = {
  /** Each client does it until the time is over. */
  work(load: Load): Promise<Sample>;
  end(): Promise<void>;
};

/** Connections as the API has them while a colleague of support works: their role, and who asks for what. */
export async function openClients(database: BenchDatabase, count: number): Promise<Clients> {
  const { rows } = await database.adminPool.query<{ people: string[]; staff_id: string }>(
    `SELECT array_agg(id::text) AS people, (SELECT id::text FROM staff LIMIT 1) AS staff_id
     FROM users`,
  );
  const { people = [], staff_id = "" } = rows[0] ?? {};
  const clients = Array.from(
    { length: count },
    () => new pg.Client(database.settings("futuresync_api")),
  );
  const end = async () => {
    await Promise.all(clients.map((client) => client.end()));
  };
  for (const client of clients) {
    client.on("error", () => undefined);
    await client.connect();
    await client.query(
      `SELECT set_config('role', 'fs_support', false), set_config('app.actor_kind', 'staff', false),
              set_config('app.actor_id', $1, false), set_config('app.address', '203.0.113.9', false),
              set_config('app.request_id', gen_random_uuid()::text, false),
              set_config('app.agent', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', false),
              set_config('app.ticket', 'T-4711', false)`,
      [staff_id],
    );
  }
  const pids = await Promise.all(clients.map(backendOf));
  const worked = () => pids.reduce((sum, pid) => sum + (processorTime(pid) ?? NaN), 0);
  return {
    end,
    work: async ({ act, milliseconds, perTransaction, clock }) => {
      const begun = performance.now();
      const before = worked();
      const done = await Promise.all(
        clients.map(async (client) => {
          const { rows } = await client.query<{ acts: number }>("CALL bench_acts($1, $2, $3, $4)", [
            act,
            people,
            milliseconds,
            perTransaction,
          ]);
          return rows[0]?.acts ?? 0;
        }),
      );
      const wall = (performance.now() - begun) / 1000;
      const processor = worked() - before;
      return {
        count: done.reduce((sum, acts) => sum + acts, 0),
        seconds: clock === "wall" || Number.isNaN(processor) ? wall : processor,
      };
    },
  };
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid ?? 0;
}
