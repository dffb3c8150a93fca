import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from "@mui/material";
import { useEditContext, useTranslate } from "react-admin";

/** Somebody else saved first: their record is offered; nothing is overwritten silently. */
export function ConflictDialog({ onClose }: { readonly onClose: () => void }) {
  const translate = useTranslate();
  const { refetch } = useEditContext();
  return (
    <Dialog open onClose={onClose} aria-labelledby="conflict-title">
      <DialogTitle id="conflict-title">{translate("app.conflict.title")}</DialogTitle>
      <DialogContent>
        <DialogContentText variant="body2">{translate("app.conflict.about")}</DialogContentText>
      </DialogContent>
      <DialogActions sx={{ padding: "8px 24px 20px" }}>
        <Button color="inherit" onClick={onClose}>
          {translate("app.conflict.keep")}
        </Button>
        <Button
          variant="contained"
          onClick={() => {
            void refetch();
            onClose();
          }}
        >
          {translate("app.conflict.reload")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
