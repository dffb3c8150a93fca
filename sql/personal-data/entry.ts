/**
 * What a value says about a person (GDPR 4(1), 4(5), 9):
 * - `none`: about no person; it may stand in the clear in the audit trail.
 * - `pseudonymous`: an id that leads to a person by a further table.
 * - `personal`, and `special` where Article 9 applies or is near (a vision of the category health).
 * - `free text`: somebody's own words, which may hold anything about anybody.
 * - `secret`: opens something; it leaves the database by no export, log or event.
 */
export type ColumnClass = "none" | "pseudonymous" | "personal" | "special" | "free text" | "secret";

/** Whether a person's export holds the column; a reason where it does not, or not whole. */
type ColumnExport =
  | true
  | { readonly omit: string }
  | {
      readonly withoutKeys: readonly string[];
      /** Objects inside that hold columns by name: those of somebody else (`thirdParty`) are left out. */
      readonly withoutOthersIn: readonly string[];
      readonly reason: string;
    };

export type ColumnEntry = { readonly class: ColumnClass; readonly export: ColumnExport };

/**
 * How a row is tied to `users.id`: by a column of its own, over keys of other tables
 * (`table.key` = the previous `column`, and at the end `column` holds the person's id), by the
 * person's e-mail address (somebody may be named before being a user), or by any of these.
 */
export type PersonPath =
  | { readonly column: string }
  | {
      readonly via: readonly {
        readonly column: string;
        readonly table: string;
        readonly key: string;
      }[];
      readonly column: string;
    }
  | { readonly address: string }
  | { readonly any: readonly PersonPath[] };

/** One table. `person: null`: no row of it is about somebody. */
type TableEntry = {
  readonly person: PersonPath | null;
  readonly columns: Readonly<Record<string, ColumnEntry>>;
};

export type Catalogue = Readonly<Record<string, TableEntry>>;

export const none: ColumnEntry = { class: "none", export: true };
export const pseudonymous: ColumnEntry = { class: "pseudonymous", export: true };
export const personal: ColumnEntry = { class: "personal", export: true };
export const special: ColumnEntry = { class: "special", export: true };
export const freeText: ColumnEntry = { class: "free text", export: true };
export const secret: ColumnEntry = {
  class: "secret",
  export: { omit: "a credential: whoever holds it could act as the person" },
};
/** The id of somebody else: their data, not this person's (GDPR 15(4)). */
export const thirdParty: ColumnEntry = {
  class: "pseudonymous",
  export: { omit: "identifies somebody else" },
};

/** Bookkeeping of the row itself. */
export const created = { created_at: none };
export const edited = { created_at: none, updated_at: none, version: none };
