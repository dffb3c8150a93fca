import { z } from "zod";
import { createDocument } from "zod-openapi";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import type { ListDefinition } from "../contracts/list.ts";
import { problem } from "../contracts/problem.ts";
import type { DocumentedRoute } from "../http/route.ts";

const problems: Readonly<Record<number, string>> = {
  400: "Wrong input",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "The state of the record does not allow it",
  412: "Changed by somebody else meanwhile",
  428: "If-Match is missing",
  503: "No database; Retry-After says when to try again",
};

const problemContent = { "application/problem+json": { schema: problem } };

function problemAnswers(route: DocumentedRoute): ZodOpenApiOperationObject["responses"] {
  const writes = route.method !== "get";
  const statuses = [400, 503];
  if (route.callers.length > 0) statuses.push(401, 403);
  if (route.path.includes(":")) statuses.push(404);
  if (writes) statuses.push(409);
  if (route.ifMatch === true) statuses.push(412, 428);
  return Object.fromEntries(
    statuses.map((status) => [
      `${status}` as const,
      { description: problems[status] ?? "", content: problemContent },
    ]),
  );
}

function answers(route: DocumentedRoute): ZodOpenApiOperationObject["responses"] {
  const entries = Object.entries(route.answers).map(([status, answer]) => {
    const media = answer.mediaType ?? "application/json";
    const schema = answer.schema ?? { type: "string" as const, format: "binary" };
    const isEmpty = answer.schema === undefined && answer.mediaType === undefined;
    return [
      status,
      {
        description: answer.description,
        ...(!isEmpty && { content: { [media]: { schema } } }),
        ...(route.list !== undefined && { headers: z.object({ "Content-Range": z.string() }) }),
      },
    ];
  });
  return { ...problemAnswers(route), ...Object.fromEntries(entries) };
}

function describe(route: DocumentedRoute): string {
  const lines: string[] = [];
  if (route.list !== undefined) {
    lines.push(`Filters: \`${Object.keys(route.list.filters.shape).join("`, `")}\`.`);
    lines.push(`Sorts: \`${route.list.sorts.join("`, `")}\`.`);
    lines.push(...servedLines(route.list));
  }
  if (route.callers.includes("staff") && route.answersStaffItself !== true) {
    lines.push(`Staff need the permission \`${route.resource}:${route.verb}\`.`);
  }
  if (route.callers.includes("user")) lines.push("Users reach their own by bearer token.");
  if (route.callers.includes("org-admin")) {
    lines.push("An organization's administrators reach its own by a token with the claim `org`.");
  }
  return lines.join(" ");
}

/** What goes with what; the 400 of a request that does not says it again. */
function servedLines(list: ListDefinition): string[] {
  const narrow = ["id", ...(list.narrow ?? [])].map((key) => `\`${key}\``).join(", ");
  const sets = Object.entries(list.served ?? {}).map(
    ([order, filters = []]) =>
      `\`${order}\`: ${filters.map((set) => set.join(" with ")).join(", or ") || "none"}`,
  );
  return [
    `A range goes with the order of its own column. Whatever goes beside ${narrow}.`,
    ...(sets.length === 0 ? [] : [`Else filters by order: ${sets.join("; ")}.`]),
  ];
}

const object = (schema: z.ZodType | undefined) =>
  schema instanceof z.ZodObject ? schema : undefined;

function operation(route: DocumentedRoute): ZodOpenApiOperationObject {
  const path = object(route.params);
  const query = object(route.query);
  const takesBody =
    route.body !== undefined && route.method !== "get" && !(route.body instanceof z.ZodUndefined);
  return {
    summary: route.summary,
    description: describe(route),
    tags: [route.resource],
    operationId: `${route.verb}-${route.method}-${route.path.replaceAll(/[/:]+/g, "-")}`,
    security: [
      ...(route.callers.includes("staff") ? [{ session: [] }] : []),
      ...(route.callers.some((kind) => kind !== "staff") ? [{ token: [] }] : []),
    ],
    requestParams: {
      ...(path !== undefined && { path }),
      ...(query !== undefined && { query }),
      ...(route.ifMatch === true && {
        header: z.object({
          "If-Match": z.string().optional().meta({ description: 'The ETag, such as `"3"`' }),
        }),
      }),
    },
    ...(takesBody &&
      route.body !== undefined && {
        requestBody: { content: { "application/json": { schema: route.body } } },
      }),
    responses: answers(route),
  };
}

/** The document of everything served, made from the very shapes that check the requests. */
export function createOpenApi(routes: readonly DocumentedRoute[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api${route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "FutureSync Admin",
      version: "1",
      description:
        "Lists speak the simple-rest dialect: `sort`, `range` and `filter` are JSON texts, the answer is an array with `Content-Range`.",
    },
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "fs_session" },
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
    paths,
  });
}
