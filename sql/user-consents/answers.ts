/** What somebody says to one purpose, of which document. */
export type ConsentAnswer = { readonly granted: boolean; readonly document_version: string };
export type ConsentAnswers = Readonly<Record<string, ConsentAnswer | undefined>>;

/** `answer`: a row of its own. `withdraw`: the consent in force ends; the proof of it stays. */
export type ConsentChange = {
  readonly purpose: string;
  readonly step: "answer" | "withdraw";
} & ConsentAnswer;

/**
 * What a form of answers changes (GDPR 7(1), 7(3)). Consent to a new version of the document is a new
 * answer; a refusal repeated is none, whatever document it names.
 */
export function consentChanges(current: ConsentAnswers, form: ConsentAnswers): ConsentChange[] {
  return Object.entries(form).flatMap(([purpose, said]): ConsentChange[] => {
    if (said === undefined) return [];
    const before = current[purpose];
    if (said.granted) {
      const known = before?.granted === true && before.document_version === said.document_version;
      return known ? [] : [{ purpose, step: "answer", ...said }];
    }
    if (before === undefined) return [{ purpose, step: "answer", ...said }];
    return before.granted ? [{ purpose, step: "withdraw", ...said }] : [];
  });
}
