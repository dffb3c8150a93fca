import ClearIcon from "@mui/icons-material/Clear";
import SearchIcon from "@mui/icons-material/Search";
import { IconButton, InputAdornment, TextField } from "@mui/material";
import { useEffect, useRef, useState } from "react";
import { useListContext, useLocation, useTranslate } from "react-admin";
import { SEARCH_BOX } from "./search-box.ts";

/** Long enough for a typist not to send every letter, short enough to feel immediate. */
const PAUSE_MS = 350;

type SearchBoxProps = { readonly label: string; readonly placeholder: string };

/** The free search of a list; `/` focuses it, Enter searches at once, Escape clears. */
export function SearchBox({ label, placeholder }: SearchBoxProps) {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const applied = typeof filterValues.q === "string" ? filterValues.q : "";
  const [term, setTerm] = useState(applied);
  const [sent, setSent] = useState(applied);
  const [seen, setSeen] = useState(applied);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted: unknown = useLocation().state;

  useEffect(() => {
    if (isFocusWanted(wanted)) input.current?.focus();
  }, [wanted]);
  useEffect(() => () => clearTimeout(timer.current), []);
  // A term applied by somebody else ("Clear filters") replaces what stands here; our own must not,
  // or letters typed while the list was being read would be lost.
  if (applied !== seen) {
    setSeen(applied);
    if (applied !== sent) setTerm(applied);
  }

  function search(value: string, pause: number) {
    setTerm(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const { q: _, ...others } = filterValues;
      const q = value.trim();
      if (q === applied) return;
      setSent(q);
      setFilters(q === "" ? others : { ...others, q });
    }, pause);
  }

  return (
    <TextField
      type="search"
      value={term}
      placeholder={placeholder}
      onChange={(event) => search(event.target.value, PAUSE_MS)}
      onKeyDown={(event) => {
        if (event.key === "Enter") search(term, 0);
        if (event.key === "Escape") search("", 0);
      }}
      inputRef={input}
      autoComplete="off"
      slotProps={{
        htmlInput: { ...SEARCH_BOX, "aria-label": label, maxLength: 200, spellCheck: false },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
          endAdornment: term !== "" && (
            <InputAdornment position="end">
              <IconButton
                size="small"
                aria-label={translate("app.list.clear_search")}
                onClick={() => {
                  search("", 0);
                  input.current?.focus();
                }}
              >
                <ClearIcon fontSize="small" />
              </IconButton>
            </InputAdornment>
          ),
        },
      }}
      sx={{
        flex: "1 1 300px",
        maxWidth: 480,
        "& input::-webkit-search-cancel-button": { display: "none" },
      }}
    />
  );
}

function isFocusWanted(state: unknown): boolean {
  return typeof state === "object" && state !== null && "focusSearch" in state;
}
