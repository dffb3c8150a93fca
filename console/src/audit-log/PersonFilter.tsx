import SearchIcon from "@mui/icons-material/Search";
import { IconButton, InputAdornment, Menu, MenuItem, TextField } from "@mui/material";
import { useRef, useState } from "react";
import {
  useCanAccess,
  useDataProvider,
  useListContext,
  useNotify,
  useTranslate,
} from "react-admin";
import type { User } from "../../../api/contracts/users.ts";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { carriedBy } from "./served-filters.ts";

export const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_FOUND = 8;

/**
 * The person events are about: by id, or, for who may search users, by e-mail or name, to choose from what is
 * found. The search is an event of its own, so it waits for Enter.
 */
export function PersonFilter() {
  const translate = useTranslate();
  const notify = useNotify();
  const provider = useDataProvider();
  const { filterValues, setFilters } = useListContext();
  const { canAccess: maySearch } = useCanAccess({ resource: "users", action: "list" });
  const applied = typeof filterValues["subject_id"] === "string" ? filterValues["subject_id"] : "";
  const [draft, setDraft] = useState({ text: applied, over: applied });
  const [found, setFound] = useState<readonly User[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const text = draft.over === applied ? draft.text : applied;

  const choose = (id: string) => {
    setFound([]);
    setDraft({ text: id, over: id });
    setFilters({ ...filterValues, subject_id: id });
  };
  async function apply() {
    const wanted = text.trim();
    if (wanted === applied) return;
    if (wanted === "") {
      const { subject_id: _, ...others } = filterValues;
      const dropped = carriedBy("subject_id", filterValues);
      setFilters(
        Object.fromEntries(Object.entries(others).filter(([name]) => !dropped.includes(name))),
      );
    } else if (ID.test(wanted)) choose(wanted.toLowerCase());
    else if (maySearch !== true) notify("resources.audit-log.person_by_id", { type: "info" });
    else {
      const { data } = await provider.getList<User>("users", {
        filter: { q: wanted },
        pagination: { page: 1, perPage: MOST_FOUND },
        sort: { field: "created_at", order: "DESC" },
        ...LIST_ROWS,
      });
      if (data.length === 0) notify("resources.audit-log.nobody_found", { type: "info" });
      setFound(data);
    }
  }
  const send = () =>
    void apply().catch((error: unknown) =>
      notify(String(error instanceof Error ? error.message : error), { type: "error" }),
    );

  return (
    <>
      <TextField
        label={translate("resources.audit-log.filter.subject_id")}
        value={text}
        placeholder={translate(
          `resources.audit-log.filter.${maySearch === true ? "id_or_email" : "id"}`,
        )}
        onChange={(event) => setDraft({ text: event.target.value, over: applied })}
        onKeyDown={(event) => {
          if (event.key === "Enter") send();
        }}
        onBlur={() => {
          // A search waits for Enter; what needs none is applied as in the other fields.
          if (text.trim() === "" || ID.test(text.trim())) send();
        }}
        inputRef={field}
        autoComplete="off"
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { spellCheck: false, maxLength: 200 },
          ...(maySearch === true && {
            input: {
              endAdornment: (
                <InputAdornment position="end">
                  <IconButton
                    size="small"
                    aria-label={translate("resources.audit-log.find_person")}
                    onClick={send}
                  >
                    <SearchIcon fontSize="small" />
                  </IconButton>
                </InputAdornment>
              ),
            },
          }),
        }}
        sx={{ width: 216 }}
      />
      <Menu
        open={found.length > 0}
        anchorEl={() => field.current}
        onClose={() => setFound([])}
        slotProps={{ list: { "aria-label": translate("resources.audit-log.people_found") } }}
      >
        {found.map(({ id, name, email }) => (
          <MenuItem key={id} onClick={() => choose(id)}>
            {name} · {email}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
