import { ReferenceField, TextField, useCanAccess, useRecordContext } from "react-admin";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { Identifier } from "./Identifier.tsx";

/** The person a row belongs to: by name, linked to their page; by id for roles that see no people. */
export function PersonReference() {
  const id: unknown = useRecordContext()?.["user_id"];
  const { canAccess, isPending } = useCanAccess({ resource: "users", action: "list" });
  if (isPending || typeof id !== "string") return null;
  if (canAccess !== true) return <Identifier value={id} short />;
  return (
    <ReferenceField source="user_id" reference="users" link="show" queryOptions={LIST_ROWS}>
      <TextField source="name" variant="inherit" />
    </ReferenceField>
  );
}
