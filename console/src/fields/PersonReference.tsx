import { Link, ReferenceField, TextField } from "react-admin";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { Identifier } from "./Identifier.tsx";

/** The person a row belongs to, by name, linked to their page. */
export function PersonReference({ source = "user_id" }: { readonly source?: string }) {
  return (
    <ReferenceField source={source} reference="users" link="show" queryOptions={LIST_ROWS}>
      <TextField source="name" variant="inherit" />
    </ReferenceField>
  );
}

/** The same where only the id is at hand and reading the name would be a read too many. */
export function PersonLink({ id }: { readonly id: string }) {
  return (
    <Link to={`/users/${id}/show`}>
      <Identifier value={id} short />
    </Link>
  );
}
