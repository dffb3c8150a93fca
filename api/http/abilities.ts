import type { Can } from "../contracts/values.ts";
import type { Caller } from "./caller.ts";

/**
 * What the caller may do with one record: the role's permission first, then what the record's state
 * allows (`abilities`: a verb's reason against, or null). `own`: the verbs of the person themselves.
 */
export function canOf(
  caller: Caller,
  resource: string,
  abilities: Readonly<Record<string, string | null>>,
  own: readonly string[] = [],
): Can {
  return Object.entries(abilities).map(([verb, reason]) => {
    const refusal = refusalOf(caller, resource, verb, own) ?? reason;
    return { verb, allowed: refusal === null, reason: refusal };
  });
}

function refusalOf(
  caller: Caller,
  resource: string,
  verb: string,
  own: readonly string[],
): string | null {
  if (caller.kind === "user") return own.includes(verb) ? null : "This is for staff.";
  if (caller.permissions.has(`${resource}:${verb}`)) return null;
  return `The role ${caller.role} may not ${verb} ${resource}.`;
}
