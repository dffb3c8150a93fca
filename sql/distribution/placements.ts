import type { TableFacts } from "./facts.ts";

/** Where a table would stand in a cluster of several machines. */
export type Placement =
  | { readonly kind: "distributed"; readonly column: string; readonly why: string }
  | { readonly kind: "reference" | "local" | "unplaced"; readonly why: string };

/** The tenant is the person: all rows of one lie on one machine, and a request meets one machine. */
const PERSON = "user_id";

const EXCEPTIONS: Readonly<Record<string, Placement>> = {
  users: { kind: "distributed", column: "id", why: "the person" },

  achievements: { kind: "reference", why: "a catalogue, joined to everybody's rows" },
  organizations: { kind: "reference", why: "few beside people, joined to everybody's rows" },
  teams: { kind: "reference", why: "as organizations" },

  audit_epochs: { kind: "local", why: "one order of events, one place" },
  audit_exports: { kind: "local", why: "few, of colleagues" },
  audit_log: { kind: "local", why: "one order of events, one place; months move to archives" },
  audit_pseudonyms: { kind: "local", why: "beside audit_log, which writes it" },
  audit_seals: { kind: "local", why: "one chain over one order of events" },
  gdpr_exports: { kind: "local", why: "few, and worked on across people" },
  gdpr_request_transitions: { kind: "local", why: "beside gdpr_requests, which it rules" },
  gdpr_requests: { kind: "local", why: "few, and worked on across people" },
  installation: { kind: "local", why: "one row, beside the seals that name it" },
  job_runs: { kind: "local", why: "of the daemon" },
  organization_invitations: {
    kind: "local",
    why: "of an organization, often before there is a person",
  },
  schema_migrations: { kind: "local", why: "of the migrator" },
  staff: { kind: "local", why: "colleagues, not tenants" },
  staff_permissions: { kind: "local", why: "colleagues, not tenants" },
  staff_roles: { kind: "local", why: "colleagues, not tenants" },
  staff_sessions: { kind: "local", why: "colleagues, not tenants" },
  throttle: { kind: "local", why: "counters that live for minutes" },
};

/** A new table with a `user_id` needs no line here; any other does. */
export function placementOf(table: Pick<TableFacts, "schema" | "name" | "nullable">): Placement {
  if (table.schema === "pgboss") return { kind: "local", why: "the queues are one place" };
  const exception = table.schema === "public" ? EXCEPTIONS[table.name] : undefined;
  if (exception !== undefined) return exception;
  return PERSON in table.nullable
    ? { kind: "distributed", column: PERSON, why: "rows of a person" }
    : { kind: "unplaced", why: "no user_id, and placements.ts does not say" };
}
