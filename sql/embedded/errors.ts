/** A fault of the machine or its set-up that a person can mend: one line, no stack. */
export class EmbeddedError extends Error {}

/** The start was interrupted by a signal: nothing to report. */
export class Interrupted extends Error {}
