import { MenuItem, TextField, Typography } from "@mui/material";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslate } from "react-admin";
import type { Revealed, RevealForm } from "../../../api/contracts/reveals.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { useFocus } from "../actions/use-focus.ts";
import type { Shown } from "./use-revealed.ts";

const MINUTES = [1, 5, 15, 30] as const;

type RevealDialogProps = {
  readonly label: string;
  /** Whose value it is. */
  readonly name: string;
  readonly run: (form: Omit<RevealForm, "field">) => Promise<Revealed>;
  readonly onRevealed: (shown: Shown) => void;
  readonly onClose: () => void;
};

/** Asks why, by which ticket and for how long. */
export function RevealDialog({ label, name, run, onRevealed, onClose }: RevealDialogProps) {
  const translate = useTranslate();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [minutes, setMinutes] = useState<number>(5);
  const field = useFocus<HTMLTextAreaElement>();
  const reveal = useMutation({
    // It answers nothing and is forgotten at once: a mutation's data stays in the query client.
    gcTime: 0,
    mutationFn: async () => {
      // Counted from before the question, on one clock: never later than the API's own end.
      const until = Date.now() + minutes * 60_000;
      const { value } = await run({
        reason: reason.trim(),
        ticket: ticket.trim() || null,
        minutes,
      });
      onRevealed({ value, until });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["audit-log"] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={translate("app.reveal.title", { field: label })}
      submit={translate("app.reveal.action")}
      pending={reveal.isPending}
      error={reveal.error}
      ready={reason.trim().length >= 3}
      onSubmit={() => reveal.mutate()}
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {translate("app.reveal.about", { name })}
      </Typography>
      <TextField
        label={translate("app.reveal.reason")}
        helperText={translate("app.reveal.reason_hint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 1000 } }}
        multiline
        minRows={2}
        required
        inputRef={field}
      />
      <TextField
        label={translate("app.reveal.ticket")}
        helperText={translate("app.reveal.ticket_hint")}
        value={ticket}
        onChange={(event) => setTicket(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 30 } }}
      />
      <TextField
        select
        label={translate("app.reveal.minutes")}
        value={minutes}
        onChange={(event) => setMinutes(Number(event.target.value))}
      >
        {MINUTES.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {translate("app.reveal.for", { smart_count: choice })}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  );
}
