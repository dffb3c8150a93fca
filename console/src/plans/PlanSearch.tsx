import SearchIcon from "@mui/icons-material/Search";
import { Box, Button, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";

type PlanSearchProps = {
  readonly label: string;
  /** An empty term shows all again. */
  readonly onSearch: (q: string) => void;
};

/** Words to search for, sent by the button or Enter: each search is an event in the person's history. */
export function PlanSearch({ label, onSearch }: PlanSearchProps) {
  const translate = useTranslate();
  const [term, setTerm] = useState("");
  return (
    <search>
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(term.trim());
        }}
        sx={{ display: "flex", gap: "8px", flexWrap: "wrap" }}
      >
        <TextField
          type="search"
          value={term}
          placeholder={translate("resources.users.plans.search_hint")}
          onChange={(event) => {
            setTerm(event.target.value);
            if (event.target.value === "") onSearch("");
          }}
          autoComplete="off"
          slotProps={{ htmlInput: { "aria-label": label, maxLength: 200, spellCheck: false } }}
          sx={{ flex: "1 1 200px", maxWidth: 360 }}
        />
        <Button type="submit" variant="outlined" color="inherit" startIcon={<SearchIcon />}>
          {translate("resources.users.plans.submit")}
        </Button>
      </Box>
    </search>
  );
}
