import { Alert, Button } from "@mui/material";
import { HttpError, useTranslate } from "react-admin";

type ErrorNoticeProps = {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** What the button says, when it does something else than trying again. */
  readonly retryLabel?: string | undefined;
};

/** What went wrong in the API's own words, the request id to quote, and a way to try again. */
export function ErrorNotice({ error, onRetry, retryLabel }: ErrorNoticeProps) {
  const translate = useTranslate();
  const instance = requestId(error);
  return (
    <Alert
      severity="error"
      variant="outlined"
      action={
        onRetry && (
          <Button color="inherit" onClick={onRetry}>
            {retryLabel ?? translate("app.try_again")}
          </Button>
        )
      }
    >
      {error instanceof HttpError ? error.message : translate("app.unreachable")}
      {instance !== undefined && <> {translate("app.request_id", { id: instance })}</>}
    </Alert>
  );
}

function requestId(error: unknown): string | undefined {
  if (!(error instanceof HttpError)) return undefined;
  const body: unknown = error.body;
  return typeof body === "object" &&
    body !== null &&
    "instance" in body &&
    typeof body.instance === "string"
    ? body.instance
    : undefined;
}
