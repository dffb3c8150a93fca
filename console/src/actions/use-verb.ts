import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useDataProvider, useNotify } from "react-admin";
import type { RaRecord } from "react-admin";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";

type Verb<V, R extends RaRecord> = {
  readonly resource: string;
  readonly run: (provider: ConsoleDataProvider, variables: V) => Promise<R>;
  /** The key of the text that confirms it. */
  readonly done: string;
  readonly onDone?: (record: R) => void;
};

/**
 * Runs a verb on a record. Its answer is the whole record and takes the place of the one shown:
 * reading it again would be one more audited read. Lists, and the history, are read again.
 */
export function useVerb<V, R extends RaRecord>({ resource, run, done, onDone }: Verb<V, R>) {
  const provider = useDataProvider<ConsoleDataProvider>();
  const queries = useQueryClient();
  const notify = useNotify();
  return useMutation({
    mutationFn: (variables: V) => run(provider, variables),
    onSuccess: (record) => {
      queries.setQueryData(
        [resource, "getOne", { id: String(record.id), meta: undefined }],
        record,
      );
      void queries.invalidateQueries({ queryKey: [resource, "getList"] });
      void queries.invalidateQueries({ queryKey: ["audit-log"] });
      notify(done, { type: "success" });
      onDone?.(record);
    },
  });
}
