import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { DatabaseEnvironment } from "../database/environment.ts";

/** The folder cannot be used: the message names it, the variable to change and the reason. */
export class ArtifactStoreError extends Error {}

type StoredArtifact = { readonly name: string; readonly bytes: number; readonly at: Date };

export type ArtifactStore = {
  readonly folder: string;
  /** A new file only its owner may read. Fails when the name exists: no two writers share one. */
  create(name: string): Promise<FileHandle>;
  /**
   * Makes a finished file appear under its final name, whole or not at all, also after a power
   * cut: file synced, renamed, folder synced. Closes the handle. Replaces a file of that name.
   */
  publish(file: FileHandle, from: string, to: string): Promise<void>;
  /** Opens it once, so that the size and the bytes are of one file even when it is deleted meanwhile. */
  open(name: string): Promise<{ readonly stream: Readable; readonly bytes: number }>;
  list(): Promise<StoredArtifact[]>;
  /** Deletes it and syncs the folder. False when it was not there. */
  remove(name: string): Promise<boolean>;
};

/** ARTIFACTS_DIR, else `artifacts` under DATA_DIR. */
export function artifactsFolder(
  env: Pick<DatabaseEnvironment, "ARTIFACTS_DIR" | "DATA_DIR">,
): string {
  return env.ARTIFACTS_DIR ?? join(env.DATA_DIR, "artifacts");
}

/**
 * The folder where exports are kept, shared by all processes (several hosts: a shared file system
 * that renames atomically). Made when absent and tried once, so that a full or read-only disk is
 * found at start and not with the first export.
 */
export async function openArtifactStore(
  env: Pick<DatabaseEnvironment, "ARTIFACTS_DIR" | "DATA_DIR">,
): Promise<ArtifactStore> {
  const store = storeIn(artifactsFolder(env));
  // Random: the processes of several hosts may start at once on one folder.
  const probe = `probe.${randomUUID()}.partial`;
  try {
    await mkdir(store.folder, { recursive: true, mode: 0o700 });
    // mkdir leaves the mode of a folder that was there, and the umask may have taken bits away.
    await chmod(store.folder, 0o700);
    const file = await store.create(probe);
    await file.writeFile("probe");
    await store.publish(file, probe, `${probe}.renamed`);
    await store.remove(`${probe}.renamed`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArtifactStoreError(
      `ARTIFACTS_DIR: cannot keep files in ${store.folder} (${reason}); make it writable or name another folder`,
      { cause: error },
    );
  }
  return store;
}

function storeIn(folder: string): ArtifactStore {
  const path = (name: string) => join(folder, checked(name));
  return {
    folder,
    create: (name) => open(path(name), "wx", 0o600),
    publish: async (file, from, to) => {
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(path(from), path(to));
      await syncFolder(folder);
    },
    open: async (name) => {
      const file = await open(path(name), "r");
      try {
        const { size } = await file.stat();
        return { stream: createReadStream("", { fd: file, autoClose: true }), bytes: size };
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    list: async () => {
      const found: StoredArtifact[] = [];
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        // Another process may delete it between the two calls.
        const info = await stat(join(folder, entry.name)).catch(ignoreAbsent);
        if (info !== undefined) found.push({ name: entry.name, bytes: info.size, at: info.mtime });
      }
      return found;
    },
    remove: async (name) => {
      try {
        await rm(path(name));
      } catch (error) {
        ignoreAbsent(error);
        return false;
      }
      await syncFolder(folder);
      return true;
    },
  };
}

/** Names come from ids of ours; the check keeps a bug from reaching outside the folder. */
function checked(name: string): string {
  if (!/^[a-z0-9.-]+$/.test(name) || name === "." || name === "..") {
    throw new TypeError("an artifact's name is lower-case letters, digits, dots and dashes");
  }
  return name;
}

function ignoreAbsent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

/** A rename or unlink is durable only after its folder is synced (fsync(2)). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
