/** Says whether the database takes no changes at the moment, as every answer of the API tells by a header. */
export type ReadOnlyState = {
  readonly isReadOnly: () => boolean;
  readonly note: (headers: Headers) => void;
  readonly subscribe: (listener: () => void) => () => void;
};

export function createReadOnlyState(): ReadOnlyState {
  const listeners = new Set<() => void>();
  let readOnly = false;
  return {
    isReadOnly: () => readOnly,
    note: (headers) => {
      const says = headers.get("X-Database") === "read-only";
      if (says === readOnly) return;
      readOnly = says;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
