import type pg from "pg";

type Node = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Loops"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly Node[];
};

/** A statement as the server ran it; those inside a function come as plans of their own. */
export type Plan = {
  readonly text: string;
  /** Pages of 8 kB touched, in memory or not; planning is not in it. */
  readonly buffers: number;
  /** Tables and partitions read from end to end. */
  readonly scanned: readonly string[];
};

/**
 * The plans of whatever runs on a superuser's connection, under whatever role, from auto_explain: the
 * statements are the API's own and need not be found and run a second time.
 */
export async function watchPlans(client: pg.Client): Promise<() => Plan[]> {
  let seen: Plan[] = [];
  client.on("notice", ({ message }) => {
    const json = /^duration: .*plan:\n([^]*)$/.exec(message ?? "")?.[1];
    if (json === undefined) return;
    const found = JSON.parse(json) as { "Query Text": string; Plan: Node };
    seen.push({
      text: found["Query Text"],
      buffers: (found.Plan["Shared Hit Blocks"] ?? 0) + (found.Plan["Shared Read Blocks"] ?? 0),
      scanned: scannedBy(found.Plan),
    });
  });
  await client.query(
    `LOAD 'auto_explain';
     SET auto_explain.log_min_duration = 0;
     SET auto_explain.log_nested_statements = on;
     SET auto_explain.log_analyze = on;
     SET auto_explain.log_buffers = on;
     SET auto_explain.log_timing = off;
     SET auto_explain.log_format = json;
     SET client_min_messages = log`,
  );
  seen = [];
  return () => {
    const taken = seen;
    seen = [];
    return taken;
  };
}

function scannedBy(node: Node): string[] {
  const below = (node.Plans ?? []).flatMap(scannedBy);
  const name = node["Relation Name"];
  return node["Node Type"] === "Seq Scan" && name !== undefined && (node["Actual Loops"] ?? 0) > 0
    ? [name, ...below]
    : below;
}
