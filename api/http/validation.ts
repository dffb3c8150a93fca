import { z } from "zod";
import { wrongInput } from "./problems.ts";

/** One message a field, as a form shows them; nested fields are joined by dots. */
export function fieldErrors(error: z.ZodError, whole: string): Record<string, string> {
  // Without a prototype: a field called "constructor" would find one there and be left out.
  const errors = Object.create(null) as Record<string, string>;
  for (const issue of error.issues) {
    const path = issue.path.map(String).join(".");
    const fields = issue.code === "unrecognized_keys" ? issue.keys : [path === "" ? whole : path];
    for (const field of fields) {
      const name = field.slice(0, 60);
      errors[name] ??= issue.code === "unrecognized_keys" ? "is not known here" : issue.message;
    }
  }
  return errors;
}

/** Parses one part of a request (`where`: path, query, body); a wrong one is a 400 by field. */
export function parsePart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: string,
): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, where);
  const [first] = Object.entries(errors);
  throw wrongInput(
    first === undefined ? `The ${where} is wrong.` : `Wrong ${where}: ${first[0]}: ${first[1]}.`,
    errors,
  );
}
