import SearchIcon from "@mui/icons-material/Search";
import { Box, Button } from "@mui/material";
import { useCallback, useEffect } from "react";
import { useCanAccess, useNavigate, useTranslate } from "react-admin";
import { DisabledVerb } from "../actions/DisabledVerb.tsx";
import { searchBoxOnPage } from "./search-box.ts";

/** Finds a person from anywhere: focuses the search of the page, or goes to the users' search. */
export function SearchShortcut() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { canAccess } = useCanAccess({ resource: "users", action: "list" });
  const search = useCallback(() => {
    const box = searchBoxOnPage();
    if (box !== null) box.focus();
    else if (canAccess === true) navigate("/users", { state: { focusSearch: true } });
  }, [navigate, canAccess]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) return;
      event.preventDefault();
      search();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [search]);

  if (canAccess === undefined) return null;
  if (!canAccess) {
    return (
      <DisabledVerb
        label={translate("app.find_person")}
        reason={translate("app.not_for_role")}
        icon={<SearchIcon />}
        variant="text"
      />
    );
  }
  return (
    <Button
      color="inherit"
      startIcon={<SearchIcon />}
      onClick={search}
      aria-keyshortcuts="/"
      sx={{ color: "text.secondary" }}
    >
      {translate("app.find_person")}
      <Box
        component="kbd"
        sx={{
          marginLeft: "10px",
          padding: "0 6px",
          border: "1px solid",
          borderColor: "divider",
          borderRadius: "5px",
          fontFamily: "inherit",
          fontSize: "0.75rem",
        }}
      >
        /
      </Box>
    </Button>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=dialog]") !== null)
  );
}
