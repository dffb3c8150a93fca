import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EMPTY_ROOT, MerkleTree, inclusionPath, rootFromPath, rootOf } from "./merkle.ts";

const sha256 = (...parts: Buffer[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();
const leafHash = (input: Buffer): Buffer => sha256(Buffer.of(0x00), input);

/** Inputs and roots of the reference implementation of certificate transparency (merkle_tree_test). */
const INPUTS = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => leafHash(Buffer.from(hex, "hex")));
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const PATHS: readonly [index: number, size: number, path: readonly string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [
    5,
    8,
    [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  ],
  [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
  [
    1,
    5,
    [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  ],
];

const hex = (buffer: Buffer): string => buffer.toString("hex");

function treeOf(leaves: readonly Buffer[]): MerkleTree {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.push(leaf);
  return tree;
}

/** The definition itself, word for word (RFC 6962, 2.1): split at the largest power of two below n. */
function definedRoot(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(
    Buffer.of(0x01),
    definedRoot(leaves.slice(0, split)),
    definedRoot(leaves.slice(split)),
  );
}

describe("a Merkle tree", () => {
  it("has the roots of the test vectors of certificate transparency", () => {
    expect(hex(EMPTY_ROOT)).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(new MerkleTree().root()).toEqual(EMPTY_ROOT);
    expect(rootOf(Buffer.alloc(0))).toEqual(EMPTY_ROOT);
    for (const [index, root] of ROOTS.entries()) {
      const leaves = INPUTS.slice(0, index + 1);
      expect(hex(treeOf(leaves).root())).toBe(root);
      expect(hex(rootOf(Buffer.concat(leaves)))).toBe(root);
    }
  });

  it.each(PATHS)("has the inclusion path of the test vectors: %i of %i", (index, size, path) => {
    const leaves = Buffer.concat(INPUTS.slice(0, size));
    expect(inclusionPath(leaves, index).map(hex)).toEqual(path);
  });

  it("is the tree of the definition at every size, pushed one by one or whole, and each path leads to it", () => {
    const leaves = Array.from({ length: 130 }, () => randomBytes(32));
    const tree = new MerkleTree();
    for (let size = 1; size <= leaves.length; size += 1) {
      const some = leaves.slice(0, size);
      const root = definedRoot(some);
      tree.push(leaves[size - 1] ?? Buffer.alloc(0));
      expect(tree.size).toBe(size);
      expect(tree.root()).toEqual(root);
      const bytes = Buffer.concat(some);
      expect(rootOf(bytes)).toEqual(root);
      // What was given is not written over.
      expect(bytes).toEqual(Buffer.concat(some));
      for (const [index, leaf] of some.entries()) {
        const path = inclusionPath(bytes, index);
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        expect(rootFromPath(leaf, index, size, path)).toEqual(root);
      }
    }
  });

  it("is another one for another leaf, another place, another size, another path", () => {
    const leaves = Array.from({ length: 11 }, () => randomBytes(32));
    const bytes = Buffer.concat(leaves);
    const root = rootOf(bytes);
    const path = inclusionPath(bytes, 6);
    const leaf = leaves[6] ?? Buffer.alloc(0);
    expect(rootFromPath(leaf, 6, 11, path)).toEqual(root);
    expect(rootFromPath(randomBytes(32), 6, 11, path)).not.toEqual(root);
    expect(rootFromPath(leaf, 7, 11, path)).not.toEqual(root);
    expect(rootFromPath(leaf, 6, 11, path.toReversed())).not.toEqual(root);
    expect(() => rootFromPath(leaf, 6, 11, path.slice(1))).toThrow("too short");
    expect(() => rootFromPath(leaf, 6, 11, [...path, leaf])).toThrow("too long");
    expect(() => rootFromPath(leaf, 6, 3, path)).toThrow(RangeError);
    expect(() => rootFromPath(leaf, 11, 11, path)).toThrow(RangeError);
    expect(() => inclusionPath(bytes, 11)).toThrow(RangeError);
    expect(() => rootOf(bytes.subarray(1))).toThrow("32 bytes");
    expect(() => new MerkleTree().push(bytes)).toThrow("32 bytes");
  });
});
