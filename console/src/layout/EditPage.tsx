import { Box, Button, Card } from "@mui/material";
import { useState } from "react";
import type { ReactNode } from "react";
import {
  EditBase,
  Form,
  HttpError,
  SaveButton,
  useEditContext,
  useNavigate,
  useNotify,
  useTranslate,
} from "react-admin";
import { statusOf } from "../providers/http.ts";
import { ConflictDialog } from "./ConflictDialog.tsx";
import { ErrorNotice } from "./ErrorNotice.tsx";
import { PageHeader } from "./PageHeader.tsx";
import { ERROR_IN_PLACE, RecordSkeleton } from "./RecordStates.tsx";
import { usePageTitle } from "./use-page-title.ts";

type EditPageProps = {
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
};

/**
 * The edit page of a record. A save waits for the API's answer (pessimistic); a 412 is explained
 * and offers the newer record, any other refusal is shown with what was typed still in place.
 */
export function EditPage({ title, about, children }: EditPageProps) {
  const [conflict, setConflict] = useState(false);
  const notify = useNotify();
  usePageTitle(title);
  return (
    <EditBase
      mutationMode="pessimistic"
      redirect="show"
      queryOptions={ERROR_IN_PLACE}
      mutationOptions={{
        onError: (error: Error) => {
          if (statusOf(error) === 412) setConflict(true);
          else if (!namesFields(error)) notify(error.message, { type: "error" });
        },
      }}
    >
      <EditHeader title={title} about={about} />
      <EditCard>{children}</EditCard>
      {conflict && <ConflictDialog onClose={() => setConflict(false)} />}
    </EditBase>
  );
}

/** Says whose record it is: the form alone would not. */
function EditHeader({ title, about }: Pick<EditPageProps, "title" | "about">) {
  const { record } = useEditContext();
  const name: unknown = record?.["name"];
  return (
    <PageHeader
      title={title}
      about={
        <>
          {typeof name === "string" && <strong>{name}</strong>}
          <span>{about}</span>
        </>
      }
    />
  );
}

function EditCard({ children }: { readonly children: ReactNode }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { record, error, refetch, resource } = useEditContext();
  if (record === undefined) {
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <RecordSkeleton />
    );
  }
  return (
    <Card sx={{ maxWidth: 640, padding: "20px" }}>
      <Form sanitizeEmptyValues>
        <Box sx={{ display: "grid", gap: "14px" }}>{children}</Box>
        <Box sx={{ display: "flex", gap: "8px", marginTop: "18px" }}>
          <SaveButton />
          <Button color="inherit" onClick={() => navigate(`/${resource}/${record.id}/show`)}>
            {translate("app.cancel")}
          </Button>
        </Box>
      </Form>
    </Card>
  );
}

/** A refusal that names fields is shown at those fields. */
function namesFields(error: Error): boolean {
  if (!(error instanceof HttpError)) return false;
  const body: unknown = error.body;
  return typeof body === "object" && body !== null && "errors" in body;
}
