import AssignmentOutlinedIcon from "@mui/icons-material/AssignmentOutlined";
import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useCanAccess, useCreate, useNavigate, useNotify, useTranslate } from "react-admin";
import type { GdprRequest, GdprRequestCreate } from "../../../api/contracts/gdpr-requests.ts";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { VerbButton } from "../actions/VerbButton.tsx";

/** Files an access request in the person's name; the export starts with it. */
export function FileRequest({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const { canAccess } = useCanAccess({ resource: "gdpr-requests", action: "create" });
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const [create, { isPending, error }] = useCreate<GdprRequest>();

  function file() {
    const data = {
      user_id: user.id,
      type: "access" as const,
      note: note.trim() === "" ? null : note.trim(),
    } satisfies GdprRequestCreate;
    void create(
      "gdpr-requests",
      { data },
      {
        onSuccess: (request) => {
          notify("resources.gdpr-requests.file.done", { type: "success" });
          navigate(`/gdpr-requests/${request.id}/show`);
        },
      },
    );
  }

  return (
    <>
      <VerbButton
        label={translate("resources.gdpr-requests.file.action")}
        icon={<AssignmentOutlinedIcon />}
        allowed={canAccess === true}
        reason={null}
        onClick={() => setOpen(true)}
      />
      {open && (
        <FormDialog
          title={translate("resources.gdpr-requests.file.title")}
          submit={translate("resources.gdpr-requests.file.submit")}
          pending={isPending}
          error={error}
          ready
          onSubmit={file}
          onClose={() => setOpen(false)}
        >
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {translate("resources.gdpr-requests.file.about", { name: user.name })}
          </Typography>
          <TextField
            label={translate("resources.gdpr-requests.fields.note")}
            helperText={translate("resources.gdpr-requests.file.note_hint")}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 2000 } }}
            multiline
            minRows={3}
          />
        </FormDialog>
      )}
    </>
  );
}
