import { HttpError } from "react-admin";
import { afterEach, describe, expect, it } from "vitest";
import type { Session } from "../../../api/contracts/session.ts";
import { createAuthProvider } from "./auth-provider.ts";
import { request } from "./http.ts";
import { startApiServer } from "./testing/api-server.ts";

const session: Session = {
  staff: { id: "s1", name: "Sam Support", email: "support@futuresync.example", role: "support" },
  can: [
    { resource: "users", verb: "list" },
    { resource: "users", verb: "update" },
  ],
};
let stop: () => Promise<void> = async () => undefined;
afterEach(async () => stop());

async function start(status: () => number) {
  const server = await startApiServer(() => ({ status: status(), body: session }));
  stop = server.stop;
  return { ...server, auth: createAuthProvider(request, server.api) };
}

describe("authProvider", () => {
  it("asks for the session once and answers from it", async () => {
    const { auth, seen } = await start(() => 200);
    await auth.checkAuth({});
    await auth.checkAuth({});
    expect(await auth.getIdentity?.()).toMatchObject({ fullName: "Sam Support", role: "support" });
    expect(await auth.canAccess?.({ resource: "users", action: "edit" })).toBe(true);
    expect(await auth.canAccess?.({ resource: "users", action: "delete" })).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it("leads to the sign-in page without a session, quietly, and asks again the next time", async () => {
    const { auth, seen } = await start(() => 401);
    await expect(auth.checkAuth({})).rejects.toMatchObject({ message: false });
    await expect(auth.checkAuth({})).rejects.toMatchObject({ message: false });
    expect(seen).toHaveLength(2);
  });

  it("does not take an API that is down for a missing session", async () => {
    let status = 503;
    const { auth } = await start(() => status);
    await expect(auth.checkAuth({})).resolves.toBeUndefined();
    status = 200;
    await expect(auth.getIdentity?.()).resolves.toMatchObject({ id: "s1" });
  });

  it("ends the session on 401 only: a refused save is no sign-out", async () => {
    const { auth } = await start(() => 200);
    await expect(auth.checkError(new HttpError("no", 401))).rejects.toMatchObject({ status: 401 });
    for (const status of [400, 403, 404, 409, 412, 428, 429, 500, 503]) {
      await expect(auth.checkError(new HttpError("no", status))).resolves.toBeUndefined();
    }
    await expect(auth.checkError(new TypeError("Failed to fetch"))).resolves.toBeUndefined();
  });

  it("signs out, also when the session has ended already", async () => {
    let status = 200;
    const { auth, seen, last } = await start(() => status);
    await auth.login({ email: "support@futuresync.example", password: "right" });
    expect(last()).toMatchObject({ method: "POST", url: "/api/session" });
    status = 401;
    await expect(auth.logout({})).resolves.toBeUndefined();
    expect(last()).toMatchObject({ method: "DELETE" });
    await expect(auth.checkAuth({})).rejects.toMatchObject({ message: false });
    expect(seen).toHaveLength(3);
  });
});
