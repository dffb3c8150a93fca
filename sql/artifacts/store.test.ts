import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ArtifactStoreError, artifactsFolder, openArtifactStore } from "./store.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "artifacts-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("the artifact store", () => {
  test("lies under DATA_DIR unless ARTIFACTS_DIR names a folder", () => {
    expect(artifactsFolder({ DATA_DIR: "/d" })).toBe("/d/artifacts");
    expect(artifactsFolder({ DATA_DIR: "/d", ARTIFACTS_DIR: "/a" })).toBe("/a");
  });

  test("is made closed to others, also when the folder was there and open", async () => {
    const folder = join(root, "open");
    await mkdir(folder);
    await chmod(folder, 0o755);
    const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: folder });
    expect(await mode(folder)).toBe("700");
    expect(await store.list()).toEqual([]);
  });

  test("shows a file under its final name only when it is whole", async () => {
    const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: join(root, "publish") });
    const file = await store.create("a.1.partial");
    await file.writeFile("half");
    expect((await store.list()).map((entry) => entry.name)).toEqual(["a.1.partial"]);
    await file.writeFile(" and half");
    await store.publish(file, "a.1.partial", "a.zip");
    expect(await store.list()).toMatchObject([{ name: "a.zip", bytes: 13 }]);
    expect(await mode(join(store.folder, "a.zip"))).toBe("600");
    const opened = await store.open("a.zip");
    expect(opened.bytes).toBe(13);
    expect(await text(opened.stream)).toBe("half and half");
  });

  test("never lets two writers share one file", async () => {
    const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: join(root, "two") });
    const first = await store.create("b.1.partial");
    await expect(store.create("b.1.partial")).rejects.toMatchObject({ code: "EEXIST" });
    await first.close();
  });

  test("a writer whose file was swept away cannot publish", async () => {
    const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: join(root, "swept") });
    const file = await store.create("c.1.partial");
    expect(await store.remove("c.1.partial")).toBe(true);
    await expect(store.publish(file, "c.1.partial", "c.zip")).rejects.toMatchObject({
      code: "ENOENT",
    });
    expect(await store.list()).toEqual([]);
  });

  test("says whether there was something to delete", async () => {
    const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: join(root, "remove") });
    expect(await store.remove("absent.zip")).toBe(false);
  });

  test.each(["../outside", "a/b", "..", ".", "", "A.zip", "a\0b"])(
    "refuses the name %j",
    async (name) => {
      const store = await openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: join(root, "names") });
      await expect((async () => store.remove(name))()).rejects.toThrow(TypeError);
    },
  );

  test("a folder that cannot be used is named together with the variable", async () => {
    const blocked = join(root, "file");
    await writeFile(blocked, "");
    const attempt = openArtifactStore({ DATA_DIR: root, ARTIFACTS_DIR: blocked });
    await expect(attempt).rejects.toThrow(ArtifactStoreError);
    await expect(attempt).rejects.toThrow(/^ARTIFACTS_DIR: cannot keep files in .*file \(/);
  });
});
