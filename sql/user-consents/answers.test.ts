import { expect, it } from "vitest";
import { consentChanges } from "./answers.ts";

const yes = (document_version: string) => ({ granted: true, document_version });
const no = (document_version: string) => ({ granted: false, document_version });

it.each([
  ["a first consent is an answer", undefined, yes("1"), "answer"],
  ["a first refusal is an answer", undefined, no("1"), "answer"],
  ["the same consent is nothing", yes("1"), yes("1"), undefined],
  ["consent to a new document is an answer", yes("1"), yes("2"), "answer"],
  ["consent after a refusal is an answer, also to the same document", no("1"), yes("1"), "answer"],
  ["a refusal after consent withdraws, whatever document it names", yes("1"), no("2"), "withdraw"],
  ["a refusal repeated is nothing, whatever document it names", no("1"), no("2"), undefined],
  ["what the form does not name stays", yes("1"), undefined, undefined],
])("%s", (_name, before, said, step) => {
  const changes = consentChanges({ marketing: before }, { marketing: said });
  expect(changes).toEqual(step === undefined ? [] : [{ purpose: "marketing", step, ...said }]);
});
