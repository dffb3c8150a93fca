import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import { IconButton } from "@mui/material";
import { useExpanded, useTranslate } from "react-admin";

/**
 * Opens a row. react-admin's own arrow is hidden from keyboards and screen readers, so this one
 * stands in its place.
 */
export function ChangesToggle({ id }: { readonly id: string }) {
  const translate = useTranslate();
  const [expanded, toggle] = useExpanded("audit-log", id);
  return (
    <IconButton
      size="small"
      aria-expanded={expanded}
      aria-label={translate(
        expanded ? "resources.audit-log.hide_changes" : "resources.audit-log.show_changes",
      )}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
      sx={{ padding: "3px", transform: expanded ? undefined : "rotate(-90deg)" }}
    >
      <ExpandMoreIcon fontSize="small" />
    </IconButton>
  );
}
