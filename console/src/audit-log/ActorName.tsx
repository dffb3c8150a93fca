import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";

type ActorNameProps = {
  readonly event: Pick<AuditEvent, "actor_kind" | "actor_name" | "actor_role">;
};

/** Who acted: a name and a role; where no name is known, the kind of actor. */
export function ActorName({ event }: ActorNameProps) {
  const translate = useTranslate();
  const kind = translate(`resources.audit-log.kinds.${event.actor_kind}`, { _: event.actor_kind });
  const role =
    event.actor_kind === "staff" && event.actor_role !== null
      ? // A sign-in is recorded before there is a role: it carries the login's, which says nothing.
        translate(`app.roles.${event.actor_role.replace(/^fs_/, "")}`, { _: kind })
      : kind;
  if (event.actor_name === null) return <span>{role}</span>;
  return (
    <span>
      <Box component="span" sx={{ fontWeight: 600 }}>
        {event.actor_name}
      </Box>{" "}
      <Box component="span" sx={{ color: "text.secondary", fontSize: "0.7813rem" }}>
        {role}
      </Box>
    </span>
  );
}
