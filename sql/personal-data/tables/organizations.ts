import {
  created,
  edited,
  freeText,
  none,
  personal,
  pseudonymous,
  secret,
  thirdParty,
} from "../entry.ts";
import type { Catalogue } from "../entry.ts";

export const organizations = {
  organizations: {
    person: null,
    // What somebody typed: a sole trader's organization bears their name.
    columns: {
      id: none,
      slug: freeText,
      name: freeText,
      verified_domain: freeText,
      logo_url: freeText,
      plan: none,
      status: none,
      max_members: none,
      settings: freeText,
      branding: freeText,
      deleted_at: none,
      ...edited,
    },
  },
  organization_members: {
    person: { column: "user_id" },
    columns: {
      id: pseudonymous,
      organization_id: none,
      user_id: pseudonymous,
      role: none,
      invited_by: thirdParty,
      joined_at: none,
      ...edited,
    },
  },
  organization_invitations: {
    // The invited person may be no user yet, or accept with another address.
    person: { any: [{ address: "email" }, { column: "accepted_by" }] },
    columns: {
      id: pseudonymous,
      organization_id: none,
      email: personal,
      role: none,
      token_hash: secret,
      invited_by: thirdParty,
      accepted_by: pseudonymous,
      expires_at: none,
      accepted_at: none,
      revoked_at: none,
      ...created,
    },
  },
  teams: {
    person: null,
    columns: { id: none, organization_id: none, name: freeText, description: freeText, ...edited },
  },
  team_members: {
    person: { column: "user_id" },
    columns: {
      id: pseudonymous,
      team_id: none,
      organization_id: none,
      user_id: pseudonymous,
      role: none,
      ...created,
    },
  },
} as const satisfies Catalogue;
