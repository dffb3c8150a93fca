import {
  created,
  edited,
  freeText,
  none,
  personal,
  pseudonymous,
  secret,
  thirdParty,
} from "../entry.ts";
import type { Catalogue, ColumnEntry } from "../entry.ts";

const proof: ColumnEntry = {
  class: "none",
  export: { omit: "proof that the trail is whole: it says nothing about the person" },
};

/** Staff, requests, the audit trail and what keeps the house. */
export const operations = {
  staff: {
    // A colleague who uses the product too.
    person: { column: "user_id" },
    columns: {
      id: pseudonymous,
      email: personal,
      name: personal,
      role: none,
      password_hash: secret,
      user_id: pseudonymous,
      is_active: none,
      last_login: personal,
      ...edited,
    },
  },
  staff_sessions: {
    person: { via: [{ column: "staff_id", table: "staff", key: "id" }], column: "user_id" },
    columns: {
      id: pseudonymous,
      staff_id: pseudonymous,
      token_hash: secret,
      address: personal,
      agent: personal,
      last_seen_at: personal,
      expires_at: none,
      revoked_at: none,
      ...created,
    },
  },
  staff_roles: { person: null, columns: { role: none, title: none, ...created } },
  staff_permissions: {
    person: null,
    columns: { role: none, resource: none, verb: none, ...created },
  },
  gdpr_requests: {
    person: { column: "user_id" },
    columns: {
      id: pseudonymous,
      user_id: pseudonymous,
      type: none,
      channel: none,
      state: none,
      received_on: none,
      created_by_staff: thirdParty,
      note: freeText,
      ...edited,
    },
  },
  gdpr_request_transitions: {
    person: null,
    columns: { type: none, from_state: none, to_state: none, ...created },
  },
  gdpr_exports: {
    person: { column: "user_id" },
    columns: {
      request_id: pseudonymous,
      user_id: pseudonymous,
      status: none,
      attempt: none,
      tables_done: none,
      tables_total: none,
      current_table: none,
      rows: none,
      bytes: none,
      sha256: none,
      file_name: pseudonymous,
      error: none,
      started_at: none,
      ready_at: none,
      expires_at: none,
      created_at: none,
      updated_at: none,
    },
  },
  audit_log: {
    person: {
      via: [{ column: "subject", table: "audit_pseudonyms", key: "pseudonym" }],
      column: "real_id",
    },
    columns: {
      id: pseudonymous,
      at: none,
      seq: proof,
      tx: proof,
      epoch: proof,
      canon: proof,
      actor_kind: none,
      actor: thirdParty,
      actor_role: none,
      subject: pseudonymous,
      action: none,
      resource: none,
      resource_id: pseudonymous,
      request_id: pseudonymous,
      reason_code: none,
      ticket: none,
      details: none,
      pii: {
        class: "free text",
        export: {
          withoutKeys: ["address", "agent"],
          withoutOthersIn: ["old", "new"],
          reason: "who acted, from where, or is named in the row identifies somebody else",
        },
      },
      pii_salt: {
        class: "secret",
        export: { omit: "without it nobody can guess erased values from their proof" },
      },
      pii_commit: proof,
      leaf: proof,
    },
  },
  audit_pseudonyms: {
    person: { column: "user_id" },
    columns: { real_id: pseudonymous, pseudonym: pseudonymous, user_id: pseudonymous, ...created },
  },
  audit_epochs: { person: null, columns: { epoch: none, reason: none, ...created } },
  job_runs: {
    person: null,
    columns: {
      id: none,
      job: none,
      // May name a request, which leads to a person.
      target: pseudonymous,
      phase: none,
      status: none,
      attempt: none,
      detail: none,
      backend_pid: none,
      request_id: pseudonymous,
      started_at: none,
      finished_at: none,
      ...created,
    },
  },
  throttle: {
    // Keyed hashes: from a row no way leads to a person, and rows live minutes.
    person: null,
    columns: { key: pseudonymous, points: none, expire: none, ...created },
  },
  schema_migrations: { person: null, columns: { id: none, name: none, run_on: none } },
} as const satisfies Catalogue;
