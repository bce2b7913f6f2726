import { createHash } from "node:crypto";
import type { LoadedCheckpoint } from "../../core/mod.ts";
import { TolariaError } from "../../core/mod.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";

/** A digest of all that is in a checkpoint. */
export function digestOf({ parts }: LoadedCheckpoint): string {
  const hash = createHash("sha256");
  for (const [name, { version, data, tensors }] of parts) {
    hash.update(JSON.stringify([name, version, data]));
    for (const { dtype, segments, values } of tensors) {
      hash.update(JSON.stringify([dtype, segments]));
      hash.update(values);
    }
  }
  return hash.digest("hex");
}

/** What a directory gave when its last checkpoint was asked for. */
export type LoadOutcome =
  | { readonly id: number; readonly step: number; readonly digest: string }
  | { readonly refused: string };

/** Loads the last checkpoint that is whole; what else a store throws than that there is none, is a fault. */
export async function loadLast(directory: string): Promise<LoadOutcome> {
  try {
    const loaded = await new CheckpointDirectory(directory).load();
    return { id: loaded.info.id, step: loaded.info.step, digest: digestOf(loaded) };
  } catch (error) {
    if (!TolariaError.is(error)) throw error;
    return { refused: `${error.code}: ${error.message}` };
  }
}

/** Ids of the checkpoints that are there and whole. */
export function wholeIds(directory: string): number[] {
  const store = new CheckpointDirectory(directory);
  return store
    .list()
    .filter(({ id }) => isWhole(store, id))
    .map(({ id }) => id);
}

function isWhole(store: CheckpointDirectory, id: number): boolean {
  try {
    store.verify(id);
    return true;
  } catch (error) {
    if (!TolariaError.is(error)) throw error;
    return false;
  }
}
