import { notAllowed, wrongInput } from "../http/problems.ts";
import type { Caller } from "../http/caller.ts";

/** How a caller sees what a person wrote: their own as it is, staff masked. */
export const sightOf = (caller: Caller) => (caller.kind === "staff" ? "masked" : "own");

/** Whose rows a list or a search is about: a token's own; staff have one person's page open. */
export function personAsked(caller: Caller, named: string | undefined): string {
  if (caller.kind === "staff") {
    if (named === undefined) {
      throw wrongInput("filter names whose they are: give user_id.", {
        user_id: "names whose they are",
      });
    }
    return named;
  }
  if (named !== undefined && named !== caller.id) {
    throw notAllowed("A token reaches its own person only.");
  }
  return caller.id;
}
