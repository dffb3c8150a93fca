import { hash } from "node:crypto";
import { expect, it } from "vitest";
import { inclusionPath, rootFromPath, rootOf } from "./merkle.ts";
import { ProofTree } from "./proof-tree.ts";

const leafAt = (place: number) => hash("sha256", `leaf ${place}`, "buffer");

it("has the root and the paths of RFC 6962, whatever the size", () => {
  for (let size = 0; size <= 70; size += 1) {
    const leaves = Buffer.concat(Array.from({ length: size }, (_, place) => leafAt(place)));
    const tree = new ProofTree(leaves);
    expect([tree.size, tree.root()]).toEqual([size, rootOf(leaves)]);
    for (let place = 0; place < size; place += 1) {
      expect(tree.indexOf(leafAt(place))).toBe(place);
      const path = tree.path(place);
      expect(path).toEqual(inclusionPath(leaves, place));
      expect(rootFromPath(leafAt(place), place, size, path)).toEqual(tree.root());
    }
    expect(tree.indexOf(leafAt(size))).toBeUndefined();
  }
});
