import { sql } from "kysely";
import { selectPage, withoutDeleted } from "../database/list.ts";
import type { ListQuery, LivingFilter, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import { updateAtVersion } from "../database/update-at-version.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT_MASKED = load("select-masked-user");
const SELECT_OWN = load("select-own-user");
const SELECT_PROGRESS = load("select-progress");
const SELECT_ORGANIZATIONS = load("select-user-organizations");
const READ_SEARCH = load("read-user-search");
const SUSPEND = load("suspend-user");
const UNSUSPEND = load("unsuspend-user");

const COLUMNS = [
  "id",
  "email",
  "email_verified_at",
  "name",
  "display_name",
  "avatar_url",
  "timezone",
  "locale",
  "role",
  "is_active",
  "suspension_reason",
  "suspended_at",
  "suspended_until",
  "restricted_at",
  "last_login",
  "onboarding_completed",
  "trial_ends_at",
  "created_at",
  "updated_at",
  "deleted_at",
  "version",
] as const;

export type UserRow = {
  id: string;
  email: string;
  email_verified_at: Date | null;
  name: string;
  display_name: string | null;
  avatar_url: string | null;
  timezone: string;
  locale: string;
  role: string;
  is_active: boolean;
  suspension_reason: string | null;
  suspended_at: Date | null;
  suspended_until: Date | null;
  restricted_at: Date | null;
  last_login: Date | null;
  onboarding_completed: boolean;
  trial_ends_at: Date | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
};

type PageRequest = Pick<ListQuery, "offset" | "limit"> & {
  readonly filter: LivingFilter;
  readonly sort: { readonly field: string; readonly direction: "ASC" | "DESC" };
};

/** What staff see of one person: e-mail masked by the view. */
export async function selectOptionalMaskedUser(
  tx: Transaction,
  id: string,
): Promise<UserRow | undefined> {
  return (await tx.rows<UserRow>(SELECT_MASKED, [id]))[0];
}

/** The row of the person who asks, as fs_member: whole but for the password. */
export async function selectOptionalOwnUser(
  tx: Transaction,
  id: string,
): Promise<UserRow | undefined> {
  return (await tx.rows<UserRow>(SELECT_OWN, [id]))[0];
}

/** Who never signed in comes after all who did, whichever way the others stand. */
function order(sort: PageRequest["sort"]): ListQuery["sort"] {
  return { ...sort, nullsLast: sort.field === "last_login" };
}

/** A page of masked users. */
export async function selectUsers(
  tx: Transaction,
  request: PageRequest,
  totalLimit: number,
): Promise<Page<UserRow>> {
  const query = {
    ...request,
    ...withoutDeleted(request.filter),
    sort: order(request.sort),
    from: "masked_users" as const,
    chosenOn: "users" as const,
    columns: COLUMNS,
  };
  return selectPage<UserRow>(tx, query, totalLimit);
}

/** How many people a search looks at: a broad infix is cut there, and says so. */
const SEARCH_LIMIT = 300;

export type SearchPage = Page<UserRow> & { readonly truncated: boolean };

/**
 * A page of the people whose id is what was typed, or whose e-mail address or name holds it; the database
 * function does the comparing, since no staff role may read the columns. `relevance` sorts as it ranks.
 * `grant` is what `requestSearch` answered in an earlier transaction.
 */
export async function searchUsers(
  tx: Transaction,
  grant: string,
  request: PageRequest,
  totalLimit: number,
): Promise<SearchPage> {
  const found = await tx.rows<{ id: string; truncated: boolean }>(READ_SEARCH, [
    grant,
    SEARCH_LIMIT,
  ]);
  const truncated = found.some((hit) => hit.truncated);
  // Named by id, as far as the caller names some too: few enough to be sorted whole.
  const named = request.filter["id"] === undefined ? undefined : [request.filter["id"]].flat();
  const ids = found.map((hit) => hit.id).filter((id) => named?.includes(id) ?? true);
  if (ids.length === 0) return { rows: [], total: 0, estimated: false, truncated };
  const living = withoutDeleted({ deleted: false, ...request.filter });
  const page = await selectPage<UserRow>(
    tx,
    {
      ...request,
      from: "masked_users",
      chosenOn: "users",
      columns: COLUMNS,
      ...living,
      filter: { ...living.filter, id: ids },
      sort:
        request.sort.field === "relevance"
          ? { ...request.sort, field: sql`array_position(${ids}::uuid[], id)` }
          : order(request.sort),
    },
    totalLimit,
  );
  return { ...page, estimated: page.estimated || truncated, truncated };
}

export type UserChanges = {
  readonly name?: string | undefined;
  readonly display_name?: string | null | undefined;
  readonly avatar_url?: string | null | undefined;
  readonly timezone?: string | undefined;
  readonly locale?: string | undefined;
  readonly onboarding_completed?: boolean | undefined;
};

/** Changes a living person's profile if it still has `version`; false when it has not. */
export async function updateUser(
  tx: Transaction,
  key: { readonly id: string; readonly version: number },
  changes: UserChanges,
): Promise<boolean> {
  return updateAtVersion(tx, "users", key, changes);
}

/** False when the person is suspended already, deleted or unknown. */
export async function updateUserToSuspended(
  tx: Transaction,
  id: string,
  values: { readonly reason: string; readonly until: string | null },
): Promise<boolean> {
  return (await tx.rows(SUSPEND, [id, values.reason, values.until])).length > 0;
}

/** False when the person is not suspended, deleted or unknown. */
export async function updateUserToActive(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.rows(UNSUSPEND, [id])).length > 0;
}

export type ProgressRow = {
  current_streak: number;
  longest_streak: number;
  total_days_completed: number;
  total_actions_completed: number;
  total_time_invested_minutes: number;
  last_completion_date: string | null;
};

export async function selectOptionalProgress(
  tx: Transaction,
  userId: string,
): Promise<ProgressRow | undefined> {
  return (await tx.rows<ProgressRow>(SELECT_PROGRESS, [userId]))[0];
}

export type MembershipRow = {
  id: string;
  name: string;
  slug: string;
  role: string;
  joined_at: Date;
};

/** The organizations a person belongs to, the oldest membership first. */
export async function selectUserOrganizations(
  tx: Transaction,
  userId: string,
): Promise<MembershipRow[]> {
  return tx.rows<MembershipRow>(SELECT_ORGANIZATIONS, [userId]);
}
