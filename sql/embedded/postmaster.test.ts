import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, inject, it } from "vitest";
import { runningServer } from "./postmaster.ts";

const folder = mkdtempSync(join(tmpdir(), "futuresync-postmaster-"));
const file = join(folder, "postmaster.pid");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As PostgreSQL writes it: process, data directory, start, port, socket folder, address, shared memory, state. */
function writePostmasterPid(pid: number): void {
  writeFileSync(file, `${pid}\n${folder}\n1764000000\n5433\n\n127.0.0.1\n 123 4\nready   \n`);
}

describe("runningServer", () => {
  it("is undefined without a file, and with one that is not whole", () => {
    expect(runningServer(folder)).toBeUndefined();
    writeFileSync(file, "12");
    expect(runningServer(folder)).toBeUndefined();
  });

  it("leaves the file of a process that is gone to PostgreSQL", async () => {
    const gone = spawn("true");
    await once(gone, "exit");
    writePostmasterPid(gone.pid ?? 0);
    expect(runningServer(folder)).toBeUndefined();
    expect(existsSync(file)).toBe(true);
  });

  it("removes the file when the number belongs to another program now", () => {
    writePostmasterPid(process.pid);
    expect(runningServer(folder)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  it("removes the file of a defunct server that nothing reaps", async () => {
    // The shell becomes `sleep`, which never waits for the child the shell had.
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output] = (await once(parent.stdout, "data")) as [Buffer];
    await new Promise((resolve) => setTimeout(resolve, 500));
    writePostmasterPid(Number(output.toString()));
    expect(runningServer(folder)).toBeUndefined();
    parent.kill("SIGKILL");
    expect(existsSync(file)).toBe(false);
  });

  it("removes the file when the number belongs to the server of another cluster now", async () => {
    const client = new pg.Client({ ...inject("template"), database: "postgres" });
    await client.connect();
    const { rows } = await client.query<{ pid: string }>(
      "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid",
    );
    await client.end();
    writePostmasterPid(Number(rows[0]?.pid));
    expect(runningServer(folder)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });
});
