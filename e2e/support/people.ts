import type pg from "pg";

export type Person = { readonly id: string; readonly email: string; readonly name: string };

/**
 * Values that stand nowhere else: found in a place where nothing personal may be, they prove a leak.
 * Every journey gives its person such values, and the journey that reads the logs looks for all.
 */
export const NEEDLES = {
  helped: { name: "Xóchitl Nadelöhr", email: "xochitl.nadeloehr@quince.example" },
  exported: { name: "Þorgerður Zwirnspule", email: "thorgerdur.zwirnspule@quince.example" },
  other: { name: "Ñandú Fingerhutová", email: "nandu.fingerhutova@quince.example" },
  member: { name: "Ёлка Стежкова", email: "yolka.stezhkova@quince.example" },
  shown: { name: "Gül Fadençizgi", email: "gul.fadencizgi@quince.example" },
  deleted: { name: "Łucja Naparstkowa", email: "lucja.naparstkowa@quince.example" },
  revealed: { name: "Įžymė Adatėlė", email: "izyme.adatele@quince.example" },
  planning: { name: "Ģirts Adatiņš", email: "girts.adatins@quince.example" },
  audited: { name: "Ŝtonĉjo Trikotkudrilo", email: "stoncjo.trikotkudrilo@quince.example" },
  looked: { name: "Šárka Jehelníčková", email: "sarka.jehelnickova@quince.example" },
  repeated: { name: "Ψιλή Κλωστή", email: "psili.klosti@quince.example" },
} as const satisfies Record<string, Omit<Person, "id">>;

/** Words typed by staff and people during the journeys; as personal as what they are about. */
export const TYPED = {
  displayName: "Ojalillo Quetzal",
  suspension: "Reported for stitching under a false name",
  revealReason: "Writes from another address and wants to know which is known",
  vision: "Embroider the whole of Ventspils",
  action: "Unpick yesterday's seagulls",
  searched: "ventsp",
  comment: "A comment that only its author may take home",
  lookedReason: "Rang about thimbles that were never ordered",
  lookedFor: "thimbles that",
  note: "Rang on Tuesday and asked for all that is kept",
  wrongPassword: "not-the-password-of-anybody",
  unknownAccount: "nobody.knows.me@quince.example",
} as const;

/**
 * Turns one of the demo users into the person of a journey: one who has everything a page can show.
 * The e-mail address is kept if `person` was made before, so that a journey can run twice.
 */
export async function makePerson(database: pg.Pool, needle: keyof typeof NEEDLES): Promise<Person> {
  const { name, email } = NEEDLES[needle];
  const known = await database.query<Person>("SELECT id, email, name FROM users WHERE email = $1", [
    email,
  ]);
  if (known.rows[0] !== undefined) return known.rows[0];
  const { rows } = await database.query<Person>(
    `UPDATE users SET name = $1, email = $2, display_name = NULL
     WHERE id = (
       SELECT u.id
       FROM users AS u
       JOIN user_progress AS p ON p.user_id = u.id AND p.longest_streak >= 3
       JOIN subscriptions AS s ON s.user_id = u.id AND s.status = 'active' AND s.plan <> 'free'
       WHERE u.is_active AND u.deleted_at IS NULL AND u.restricted_at IS NULL
         AND u.email NOT LIKE '%@quince.example'
         AND EXISTS (SELECT FROM organization_members AS m WHERE m.user_id = u.id AND m.role = 'member')
         AND EXISTS (SELECT FROM victory_posts AS v WHERE v.user_id = u.id)
         AND EXISTS (SELECT FROM user_oauth_providers AS o WHERE o.user_id = u.id)
       ORDER BY u.id
       LIMIT 1
     )
     RETURNING id, email, name`,
    [name, email],
  );
  const [person] = rows;
  if (person === undefined) throw new Error("the demo data has nobody left who has everything");
  return person;
}
