import { expect, it } from "vitest";
import { createReadOnlyState } from "./read-only.ts";

it("follows what the answers say, and tells of changes only", () => {
  const state = createReadOnlyState();
  const heard: boolean[] = [];
  const leave = state.subscribe(() => heard.push(state.isReadOnly()));
  const readOnly = new Headers({ "X-Database": "read-only" });
  for (const headers of [new Headers(), readOnly, readOnly, new Headers(), new Headers()]) {
    state.note(headers);
  }
  expect(heard).toEqual([true, false]);
  leave();
  state.note(readOnly);
  expect(heard).toHaveLength(2);
});
