import { hash } from "node:crypto";

/** An event as text and bytes, the way `select-sealed-events.sql` reads it. */
export type SealedEvent = {
  readonly canon: string;
  readonly id: string;
  /** UTC with six digits: 2026-11-22T22:00:43.313388Z. */
  readonly at: string;
  readonly epoch: string;
  readonly tx: string;
  readonly seq: string;
  readonly actor_kind: string;
  readonly actor: string | null;
  readonly actor_role: string;
  readonly subject: string | null;
  readonly action: string;
  readonly resource: string;
  readonly resource_id: string | null;
  readonly request_id: string | null;
  readonly reason_code: string | null;
  readonly ticket: string | null;
  /** The text of the jsonb as Postgres prints it: parsing it would lose digits of big numbers. */
  readonly details: string;
  readonly pii_commit: Buffer;
};

/** Canonical form, version 1. The order is part of the format: see README.md. */
export function canonicalForm(event: SealedEvent): string {
  return JSON.stringify([
    event.canon,
    event.id,
    event.at,
    event.epoch,
    event.tx,
    event.seq,
    event.actor_kind,
    event.actor,
    event.actor_role,
    event.subject,
    event.action,
    event.resource,
    event.resource_id,
    event.request_id,
    event.reason_code,
    event.ticket,
    event.details,
    event.pii_commit.toString("hex"),
  ]);
}

/** By way of latin1: 0.7 against 1.4 µs for an answer as a Buffer (Node 26, 300 bytes). */
const sha256 = (bytes: string | Buffer): Buffer =>
  Buffer.from(hash("sha256", bytes, "latin1"), "latin1");
const COMMITMENT = Buffer.of(0x02);

/** sha256(0x00 ‖ canonical form): the leaf hash of RFC 6962, section 2.1. */
export function leafOf(event: SealedEvent): Buffer {
  return sha256(`\0${canonicalForm(event)}`);
}

/** sha256(0x02 ‖ salt ‖ pii). 0x02 keeps it apart from leaves (0x00) and inner nodes (0x01). */
export function commitmentOf(pii: string, salt: Buffer): Buffer {
  return sha256(Buffer.concat([COMMITMENT, salt, Buffer.from(pii)]));
}
