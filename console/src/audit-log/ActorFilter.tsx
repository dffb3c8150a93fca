import { Autocomplete, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useCanAccess, useDataProvider, useListContext, useTranslate } from "react-admin";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";
import { carriedBy } from "./served-filters.ts";

/** The colleague who acted, by name. Former ones are among them: their events are too. */
export function ActorFilter() {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const provider = useDataProvider<ConsoleDataProvider>();
  const { canAccess } = useCanAccess({ resource: "audit-log", action: "list-actors" });
  const { data = [], isPending } = useQuery({
    queryKey: ["audit-log", "actors"],
    queryFn: () => provider.auditActors(),
    enabled: canAccess === true,
  });
  if (canAccess !== true) return null;
  return (
    <Autocomplete
      options={data}
      loading={isPending}
      value={data.find(({ id }) => id === filterValues["actor_id"]) ?? null}
      onChange={(_, actor) => {
        const { actor_id: _old, ...others } = filterValues;
        const dropped = carriedBy("actor_id", filterValues);
        const left = Object.entries(others).filter(([name]) => !dropped.includes(name));
        setFilters(actor === null ? Object.fromEntries(left) : { ...others, actor_id: actor.id });
      }}
      getOptionKey={({ id }) => id}
      getOptionLabel={({ name, role }) =>
        `${name} · ${translate(`app.roles.${role}`, { _: role })}`
      }
      isOptionEqualToValue={(one, other) => one.id === other.id}
      clearText={translate("app.list.clear_filter")}
      openText={translate("app.list.open_choices")}
      closeText={translate("app.list.close_choices")}
      noOptionsText={translate("resources.audit-log.no_actor")}
      loadingText={translate("resources.audit-log.reading_actors")}
      renderInput={(params) => (
        <TextField
          {...params}
          label={translate("resources.audit-log.filter.actor_id")}
          placeholder={translate("app.list.any")}
          slotProps={{
            ...params.slotProps,
            inputLabel: { ...params.slotProps?.inputLabel, shrink: true },
          }}
        />
      )}
      sx={{ width: 216 }}
    />
  );
}
