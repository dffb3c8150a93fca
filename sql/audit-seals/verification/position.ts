/** A place in the order of the trail. Transaction ids repeat only over epochs. */
export type Position = { readonly epoch: number; readonly tx: bigint };

export const BEGINNING: Position = { epoch: 0, tx: 0n };

/** Beyond every event. */
export const END: Position = { epoch: 2 ** 31 - 1, tx: 2n ** 64n - 1n };

export function isBefore(one: Position, other: Position): boolean {
  return one.epoch === other.epoch ? one.tx < other.tx : one.epoch < other.epoch;
}
