import { hash } from "node:crypto";
import { HASH_BYTES, EMPTY_ROOT } from "./merkle.ts";

/**
 * A tree that keeps all its levels (twice the leaves in memory), for many paths out of one seal: made anew
 * for each path, 4,096 of them cost 16 million hashes.
 */
export class ProofTree {
  readonly #levels: readonly Buffer[];
  /** Of the first place a leaf stands at. */
  readonly #places = new Map<string, number>();

  constructor(leaves: Buffer) {
    const levels = [leaves];
    for (let nodes = leaves; nodes.length > HASH_BYTES; levels.push(nodes)) nodes = above(nodes);
    this.#levels = levels;
    for (let place = this.size - 1; place >= 0; place -= 1) {
      this.#places.set(nodeAt(leaves, place).toString("latin1"), place);
    }
  }

  get size(): number {
    return (this.#levels[0]?.length ?? 0) / HASH_BYTES;
  }

  root(): Buffer {
    return this.size === 0 ? EMPTY_ROOT : nodeAt(this.#levels.at(-1) ?? EMPTY_ROOT, 0);
  }

  indexOf(leaf: Buffer): number | undefined {
    return this.#places.get(leaf.toString("latin1"));
  }

  /** From below: PATH(m, D[n]) of RFC 6962, section 2.1.1. */
  path(index: number): Buffer[] {
    const path: Buffer[] = [];
    let at = index;
    for (const nodes of this.#levels) {
      const beside = at % 2 === 0 ? at + 1 : at - 1;
      // The last of an odd level moves up without a partner.
      if (beside < nodes.length / HASH_BYTES) path.push(nodeAt(nodes, beside));
      at = Math.floor(at / 2);
    }
    return path;
  }
}

function nodeAt(nodes: Buffer, place: number): Buffer {
  return nodes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
}

function above(nodes: Buffer): Buffer {
  const count = nodes.length / HASH_BYTES;
  const up = Buffer.alloc(Math.ceil(count / 2) * HASH_BYTES);
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);
  for (let place = 0; place + 1 < count; place += 2) {
    nodes.copy(pair, 1, place * HASH_BYTES, (place + 2) * HASH_BYTES);
    up.write(hash("sha256", pair, "latin1"), (place / 2) * HASH_BYTES, "latin1");
  }
  if (count % 2 === 1) nodeAt(nodes, count - 1).copy(up, up.length - HASH_BYTES);
  return up;
}
