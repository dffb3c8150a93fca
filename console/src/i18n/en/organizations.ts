export const organizations = {
  name: "Organization |||| Organizations",
  about: "Companies and groups, with their plans and members.",
  empty: "There are no organizations",
  notifications: { updated: "The changes are saved." },
  search: "Search organizations",
  search_hint: "Name or slug",
  profile: "Profile",
  plan: { free: "Free", pro: "Pro", enterprise: "Enterprise" },
  status: {
    trial: "Trial",
    active: "Active",
    suspended: "Suspended",
    canceled: "Canceled",
    deleted: "Deleted",
  },
  filter: { deleted: "Deleted", only_deleted: "Only deleted" },
  fields: {
    id: "Id",
    name: "Name",
    slug: "Slug",
    verified_domain: "Verified domain",
    logo_url: "Logo",
    plan: "Plan",
    status: "Status",
    max_members: "Seats",
    members_count: "Members / seats",
    auto_join: "Joins by domain",
    settings: "Settings",
    branding: "Branding",
    created_at: "Created",
    updated_at: "Updated",
    deleted_at: "Deleted",
  },
  edit: {
    title: "Edit organization",
    about: "Each change is recorded with before and after.",
  },
};

export const organizationMembers = {
  name: "Member |||| Members",
  empty: "There are no members",
  actions: "Actions",
  changed: "The role is changed.",
  removed: "The member is removed.",
  roles: { owner: "Owner", admin: "Administrator", member: "Member" },
  fields: {
    id: "Id",
    user_id: "Person",
    organization_id: "Organization",
    role: "Role",
    invited_by: "Invited by",
    joined_at: "Joined",
    created_at: "Created",
  },
  remove: {
    action: "Remove",
    title: "Remove the member",
    about: "The person leaves the organization. Their own account and data stay.",
  },
};

export const teams = {
  name: "Team |||| Teams",
  empty: "There are no teams",
  fields: {
    id: "Id",
    organization_id: "Organization",
    name: "Name",
    description: "Description",
    created_at: "Created",
  },
};

export const organizationInvitations = {
  name: "Invitation |||| Invitations",
  empty: "Nobody is invited",
  states: { open: "Open", accepted: "Accepted", revoked: "Revoked", expired: "Expired" },
  fields: {
    id: "Id",
    organization_id: "Organization",
    email: "E-mail",
    role: "Role",
    state: "State",
    invited_by: "Invited by",
    accepted_by: "Accepted by",
    created_at: "Sent",
    expires_at: "Valid until",
  },
};
