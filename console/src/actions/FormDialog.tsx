import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from "@mui/material";
import { useId } from "react";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { ErrorNotice } from "../layout/ErrorNotice.tsx";

type FormDialogProps = {
  readonly title: string;
  readonly submit: string;
  readonly color?: "primary" | "warning" | "error";
  readonly pending: boolean;
  /** The API's refusal stays in the dialog, beside what was typed. */
  readonly error: unknown;
  /** Whether the form is complete. */
  readonly ready: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
};

/** A dialog that asks for what a verb needs, then runs it. */
export function FormDialog(props: FormDialogProps) {
  const translate = useTranslate();
  const titleId = useId();
  const { title, submit, color = "primary", pending, error, ready, onSubmit, onClose } = props;
  return (
    <Dialog open onClose={pending ? undefined : onClose} aria-labelledby={titleId}>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !pending) onSubmit();
        }}
      >
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent sx={{ display: "grid", gap: "18px", paddingTop: "6px !important" }}>
          {props.children}
          {error ? <ErrorNotice error={error} /> : null}
        </DialogContent>
        <DialogActions sx={{ padding: "8px 24px 20px" }}>
          <Button color="inherit" onClick={onClose} disabled={pending}>
            {translate("app.cancel")}
          </Button>
          <Button type="submit" variant="contained" color={color} disabled={!ready || pending}>
            {submit}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
