import type { RandomStream } from "../../core/mod.ts";

type Mutation = (bytes: Uint8Array, random: RandomStream) => Uint8Array;

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length));

const append: Mutation = (bytes, random) =>
  Uint8Array.from([
    ...bytes,
    ...Array.from({ length: 1 + random.below(8) }, () => random.below(256)),
  ]);

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const end = Math.min(bytes.length, at + 1 + random.below(8));
  return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(end)]);
};

const repeat: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const piece = bytes.subarray(at, at + 1 + random.below(16));
  return Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at)]);
};

const swap: Mutation = (bytes, random) => {
  const [a, b] = [random.below(bytes.length), random.below(bytes.length)];
  [bytes[a], bytes[b]] = [bytes[b] as number, bytes[a] as number];
  return bytes;
};

const MUTATIONS: readonly Mutation[] = [flipBit, setByte, truncate, append, remove, repeat, swap];

/** A copy of `bytes` with one to four random changes. */
export function mutate(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let left = 1 + random.below(4); left > 0 && mutated.length > 0; left--) {
    const mutation = MUTATIONS[random.below(MUTATIONS.length)] as Mutation;
    mutated = mutation(mutated, random);
  }
  return mutated;
}
