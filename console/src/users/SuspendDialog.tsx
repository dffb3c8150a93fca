import { Alert, MenuItem, TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { useFocus } from "../actions/use-focus.ts";
import { useVerb } from "../actions/use-verb.ts";
import { momentText } from "../fields/moment.ts";
import { SPANS, suspensionEnd } from "./suspension-end.ts";
import type { Span } from "./suspension-end.ts";

type SuspendDialogProps = { readonly user: UserDetail; readonly onClose: () => void };

export function SuspendDialog({ user, onClose }: SuspendDialogProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const [reason, setReason] = useState("");
  const [span, setSpan] = useState<Span>("7d");
  const [moment, setMoment] = useState("");
  const [now] = useState(() => new Date());
  const field = useFocus<HTMLTextAreaElement>();
  const until = suspensionEnd(span, moment, now);
  const suspend = useVerb<{ reason: string; until: string | null }, UserDetail>({
    resource: "users",
    run: async (provider, data) => provider.suspendUser(user, data),
    done: "resources.users.suspend.done",
    onDone: onClose,
  });
  return (
    <FormDialog
      title={translate("resources.users.suspend.title")}
      submit={translate("resources.users.suspend.action")}
      color="warning"
      pending={suspend.isPending}
      error={suspend.error}
      ready={reason.trim().length >= 3 && until !== undefined}
      onSubmit={() => {
        if (until !== undefined) suspend.mutate({ reason: reason.trim(), until });
      }}
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {translate("resources.users.suspend.about", { name: user.name })}
      </Typography>
      <TextField
        label={translate("resources.users.suspend.reason")}
        helperText={translate("resources.users.suspend.reason_hint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 500 } }}
        multiline
        minRows={2}
        required
        inputRef={field}
      />
      <TextField
        select
        label={translate("resources.users.suspend.until")}
        value={span}
        onChange={(event) => setSpan(event.target.value as Span)}
        helperText={
          until === null || until === undefined
            ? translate("resources.users.suspend.open_hint")
            : translate("resources.users.suspend.until_hint", {
                until: momentText(new Date(until), locale),
              })
        }
      >
        {SPANS.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {translate(`resources.users.suspend.spans.${choice}`)}
          </MenuItem>
        ))}
      </TextField>
      {span === "moment" && (
        <TextField
          type="datetime-local"
          label={translate("resources.users.suspend.moment")}
          value={moment}
          onChange={(event) => setMoment(event.target.value)}
          error={moment !== "" && until === undefined}
          helperText={
            moment !== "" && until === undefined && translate("resources.users.suspend.past")
          }
          slotProps={{ inputLabel: { shrink: true } }}
          required
        />
      )}
      {span === "open" && (
        <Alert severity="info" variant="outlined">
          {translate("resources.users.suspend.open_note")}
        </Alert>
      )}
    </FormDialog>
  );
}
