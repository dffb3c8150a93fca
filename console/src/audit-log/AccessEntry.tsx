import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import { Box, IconButton } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { Moment } from "../fields/Moment.tsx";
import { AccessEvents } from "./AccessEvents.tsx";
import { ActionChip } from "./ActionChip.tsx";
import { ActorName } from "./ActorName.tsx";
import type { AccessGroup } from "./by-day.ts";

type AccessEntryProps = {
  readonly userId: string;
  readonly looked: boolean;
  readonly group: AccessGroup;
};

/** What one actor did on one day: how often, from when to when, and the events on demand. */
export function AccessEntry({ userId, looked, group }: AccessEntryProps) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const actions = Object.entries(group.actions).toSorted(([, one], [, other]) => other - one);
  return (
    <Box
      component="li"
      sx={{ padding: "7px 0", borderTop: "1px solid", borderColor: "divider", marginTop: "4px" }}
    >
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 10px" }}>
        <IconButton
          size="small"
          aria-expanded={open}
          aria-label={translate(`resources.audit-log.access.${open ? "fold" : "unfold"}`, {
            who: group.actor_name ?? translate(`resources.audit-log.kinds.${group.actor_kind}`),
          })}
          onClick={() => setOpen(!open)}
          sx={{ padding: "3px", transform: open ? undefined : "rotate(-90deg)" }}
        >
          <ExpandMoreIcon fontSize="small" />
        </IconButton>
        <ActorName event={group} />
        {actions.map(([action, count]) => (
          <Box component="span" key={action} sx={{ display: "inline-flex", gap: "4px" }}>
            <ActionChip action={action} />
            {count > 1 && (
              <Box component="span" sx={{ color: "text.secondary", alignSelf: "center" }}>
                {translate("resources.audit-log.times", { smart_count: count })}
              </Box>
            )}
          </Box>
        ))}
        <Box
          component="span"
          sx={{ color: "text.secondary", marginLeft: "auto", fontSize: "0.7813rem" }}
        >
          <Moment value={group.last_at} />
        </Box>
      </Box>
      {open && <AccessEvents userId={userId} looked={looked} group={group} />}
    </Box>
  );
}
