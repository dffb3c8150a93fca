import type { Catalogue } from "./entry.ts";
import { accounts } from "./tables/accounts.ts";
import { operations } from "./tables/operations.ts";
import { organizations } from "./tables/organizations.ts";
import { plans } from "./tables/plans.ts";

/** Every column of every table of ours, in the order an export tells them. */
export const catalogue: Catalogue = { ...accounts, ...organizations, ...plans, ...operations };
