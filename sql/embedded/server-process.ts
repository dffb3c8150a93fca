import { spawn } from "node:child_process";
import { EmbeddedError, Interrupted } from "./errors.ts";
import type { SystemUser } from "./system-user.ts";

export type Finished = { readonly code: number | null; readonly stderr: string };

/**
 * Runs one of the server's programs to its end, in a process group of its own (Ctrl-C in the
 * terminal must not reach it) and with a clean environment: PGDATA, PGPORT, LC_* or LD_LIBRARY_PATH
 * of the caller would change what it does.
 *
 * `pg_ctl start` hands its stderr on to the server, which would keep the pipe open for good:
 * `quiet` gives it none.
 */
export async function runServerProgram(
  program: string,
  args: readonly string[],
  options: {
    readonly user: SystemUser | undefined;
    readonly quiet?: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Finished> {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    ...options.user,
    // A folder every account may enter: the server's user may not enter ours.
    cwd: "/",
    detached: true,
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", options.quiet === true ? "ignore" : "pipe"],
  });
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<Finished>((resolve, reject) => {
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      child.on("error", (error) => {
        // The file is there (it was looked up): what is missing is the loader it was built for.
        const isForeign = "code" in error && error.code === "ENOENT";
        reject(
          isForeign
            ? new EmbeddedError(
                `${program} does not run on this system (it needs glibc on Linux): set DATABASE_HOST to a server of your own`,
              )
            : error,
        );
      });
      child.on("close", (code) => {
        if (options.signal?.aborted === true) reject(new Interrupted());
        else resolve({ code, stderr });
      });
    });
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}
