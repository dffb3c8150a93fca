import { HttpError } from "react-admin";
import type { AuthProvider, UserIdentity } from "react-admin";
import type { Session, StaffRole } from "../../../api/contracts/session.ts";
import { API, statusOf } from "./http.ts";
import type { Request } from "./http.ts";

/** react-admin's names of the actions, in the API's words. */
const VERBS: Readonly<Record<string, string>> = { edit: "update" };

/** Resources whose every verb is one permission: who may export the trail has exports of it. */
const ONE_PERMISSION: Readonly<Record<string, { resource: string; verb: string }>> = {
  "audit-exports": { resource: "audit-log", verb: "export" },
};

export type StaffIdentity = UserIdentity & { readonly role: StaffRole; readonly email: string };

/**
 * Sign-in by the session cookie, which scripts cannot read. The session is asked for once and kept
 * in memory; a 401 of any call ends it. A 403 is an answer, not the end of the session: rejecting
 * it here would make a refused save look like a success.
 */
export function createAuthProvider(request: Request, api: string = API): AuthProvider {
  const url = `${api}/session`;
  let session: Promise<Session> | undefined;

  function current(): Promise<Session> {
    session ??= request(url).then(({ json }) => json as Session);
    // A failed question is asked again the next time, "no session" too: answered from memory, each
    // refusal signs out and asks again before React can show the sign-in page (1,187 rounds in 6 s).
    session.catch(() => {
      session = undefined;
    });
    return session;
  }

  return {
    login: async ({ email, password }: { email: string; password: string }) => {
      const { json } = await request(url, {
        method: "POST",
        body: JSON.stringify({ email, password }),
      });
      session = Promise.resolve(json as Session);
    },
    logout: async () => {
      const known = session;
      if (known === undefined || !(await isOpen(known))) return;
      session = undefined;
      // An ended session answers 401: the aim is reached all the same.
      await request(url, { method: "DELETE" }).catch((error: unknown) => {
        if (statusOf(error) !== 401) throw error;
      });
    },
    checkAuth: async () => {
      try {
        await current();
      } catch (error) {
        // Only a missing session leads to the sign-in page; an API that is down shows its error.
        // react-admin shows no notice when `message` is false: a first visit is no mistake.
        if (statusOf(error) === 401) throw Object.assign(new Error(), { message: false });
      }
    },
    checkError: async (error: unknown) => {
      if (statusOf(error) === 401) throw new HttpError("app.session_ended", 401);
    },
    getIdentity: async (): Promise<StaffIdentity> => {
      const { staff } = await current();
      return { id: staff.id, fullName: staff.name, email: staff.email, role: staff.role };
    },
    getPermissions: async () => (await current()).staff.role,
    canAccess: async ({ resource, action }) => {
      const asked = ONE_PERMISSION[resource] ?? { resource, verb: VERBS[action] ?? action };
      const { can } = await current();
      return can.some((one) => one.resource === asked.resource && one.verb === asked.verb);
    },
  };
}

async function isOpen(session: Promise<Session>): Promise<boolean> {
  return session.then(
    () => true,
    () => false,
  );
}
