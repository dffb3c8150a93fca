export type EventFilters = Readonly<Record<string, unknown>>;

/** With one of these the API takes anything (`narrow` in api/contracts/audit-log.ts). */
const NARROW = ["subject_id", "request_id", "resource_id"];
/** Otherwise what stands in one row, alone or together (`served` there); times go with each. */
const SERVED = [["actor_id", "action"], ["resource", "action"], ["reason_code"]];
const TIMES = ["at_gte", "at_lt"];

const given = (filters: EventFilters): string[] =>
  Object.keys(filters).filter((name) => filters[name] !== undefined && name !== "q");

const isServed = (names: readonly string[]): boolean => {
  if (names.some((name) => NARROW.includes(name))) return true;
  const rest = names.filter((name) => !TIMES.includes(name));
  return rest.length === 0 || SERVED.some((set) => rest.every((name) => set.includes(name)));
};

/** A search looks at each event it finds, so that all filters go with it. */
const isSearch = (filters: EventFilters): boolean => typeof filters["q"] === "string";

/** Whether the API takes a filter beside those that are set; one that is set stays, to be taken away. */
export function isOffered(name: string, filters: EventFilters): boolean {
  return filters[name] !== undefined || isSearch(filters) || isServed([...given(filters), name]);
}

/** Filters that go with one: without it the API does not take them. */
export function carriedBy(name: string, filters: EventFilters): string[] {
  const { [name]: _, ...others } = filters;
  if (isSearch(others)) return [];
  const left = given(others);
  if (isServed(left)) return [];
  // What was there for longest stays.
  const kept: string[] = [];
  for (const one of left) if (isServed([...kept, one])) kept.push(one);
  return left.filter((one) => !kept.includes(one));
}
