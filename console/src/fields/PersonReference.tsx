import { ReferenceField, TextField } from "react-admin";
import { LIST_ROWS } from "../providers/list-rows.ts";

/** The person a row belongs to, by name, linked to their page. */
export function PersonReference({ source = "user_id" }: { readonly source?: string }) {
  return (
    <ReferenceField source={source} reference="users" link="show" queryOptions={LIST_ROWS}>
      <TextField source="name" variant="inherit" />
    </ReferenceField>
  );
}
