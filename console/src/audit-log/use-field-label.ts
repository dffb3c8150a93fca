import { useTranslate } from "react-admin";
import { fieldName } from "./field-name.ts";

/** The label of a resource's column, as the rest of the console names it. */
export function useFieldLabel(): (resource: string, column: string) => string {
  const translate = useTranslate();
  return (resource, column) =>
    translate(`resources.${resource}.fields.${column}`, { _: fieldName(column) });
}
