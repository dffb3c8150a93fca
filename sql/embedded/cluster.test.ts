import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { initialise } from "./cluster.ts";
import { Interrupted } from "./errors.ts";
import { serverUser } from "./system-user.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-cluster-"));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The world's initdb, made to do what `script` says; $data is the folder it was asked to make. */
function clusterWith(name: string, script: string) {
  const bin = join(root, name, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "initdb"), `#!/bin/sh\ndata=\${1#--pgdata=}\n${script}\n`, {
    mode: 0o755,
  });
  const home = join(root, name, "home");
  mkdirSync(home);
  return {
    home,
    cluster: { folder: join(home, "postgres"), native: join(root, name), user: serverUser() },
  };
}

describe("initialise", () => {
  it("leaves nothing behind when the disk fills up in between", async () => {
    const { home, cluster } = clusterWith(
      "full",
      `mkdir "$data"; echo half > "$data/base"
       echo 'running bootstrap script ... ' >&2
       echo 'initdb: error: could not write to file "pg_wal": No space left on device' >&2; exit 1`,
    );
    await expect(initialise(cluster, "secret")).rejects.toThrow(
      'initdb failed: could not write to file "pg_wal": No space left on device',
    );
    expect(readdirSync(home)).toEqual([]);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const { home, cluster } = clusterWith("slow", `mkdir "$data"; sleep 60`);
    const interrupt = new AbortController();
    const making = initialise(cluster, "secret", { signal: interrupt.signal });
    setTimeout(() => interrupt.abort(new Interrupted()), 100);
    await expect(making).rejects.toThrow(Interrupted);
    expect(readdirSync(home)).toEqual([]);
  });
});
