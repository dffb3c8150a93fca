/** The database and the code do not go together: one line for a person, no stack. */
export class MigrationError extends Error {}
