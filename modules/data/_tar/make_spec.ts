import { closeSync } from "node:fs";
import { resolve } from "node:path";
import { type DataProgress, errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import {
  changeOf,
  type FileState,
  fingerprintLine,
  IndexFolder,
  openFile,
  readAt,
  stateOf,
} from "../_indexed/mod.ts";
import { jsonFields } from "./sample_value.ts";
import { readShard, type ShardSamples } from "./shard_samples.ts";
import type { IndexedShard, TarRequest, TarSpec } from "./tar_spec.ts";

/** An index as it is kept. The key tells it from those of other readers. */
interface Header extends FileState, Omit<ShardSamples, "places"> {}
const keyOf = (path: string) => ["tar", resolve(path)];

/** Samples whose JSON is looked at for its keys. */
const LOOKED_AT = 100;

/**
 * Indexes shards by their headers, or finds the indexes that were kept.
 *
 * @throws {TolariaError} `data/corrupt` if a shard is broken; `data/invalid` if there is no sample.
 */
export async function makeSpec(
  { files, cache }: TarRequest,
  onProgress: (progress: DataProgress) => void,
): Promise<TarSpec> {
  const folder = cache === false ? undefined : new IndexFolder(cache);
  const notes: string[] = [];
  const shards = files.map((path) => indexed(path, folder, notes, onProgress));
  if (shards.every(({ keys }) => keys.length === 0)) throw noSamples(files);
  const ignored = shards.reduce((sum, shard) => sum + shard.ignored, 0);
  if (ignored > 0) {
    notes.push(`${ignored} hidden files and files without an extension belong to no sample.`);
  }
  const fields = new Set(shards.flatMap((shard) => shard.fields));
  for (const field of fieldsOfJson(shards[0] as IndexedShard)) fields.add(field);
  return {
    kind: "tar",
    fingerprint: shards.map(fingerprintLine).join("\n"),
    shards,
    fields: ["key", ...fields],
    ...(notes.length > 0 && { notes }),
  };
}

function indexed(
  path: string,
  folder: IndexFolder | undefined,
  notes: string[],
  onProgress: (progress: DataProgress) => void,
): IndexedShard {
  const state = openState(path);
  const kept = folder?.find<Header>(keyOf(path)) ?? { missing: true };
  const stale = "header" in kept ? changeOf(kept.header, state) : undefined;
  if ("header" in kept && stale === undefined) {
    return { ...kept.header, ...state, places: new Float64Array(kept.body.buffer) };
  }
  const reason = stale ?? ("stale" in kept ? kept.stale : undefined);
  if (reason) notes.push(`The index of "${path}" was made again: ${reason}.`);
  const samples = readShard(path, (done) => {
    onProgress({ action: "index", name: path, done, total: state.size, unit: "bytes" });
  });
  const shard = { ...state, ...samples };
  if (folder) keep(folder, shard, notes);
  return shard;
}

function openState(path: string): FileState {
  const file = openFile(path);
  try {
    return stateOf(path, file);
  } finally {
    closeSync(file);
  }
}

function keep(folder: IndexFolder, shard: IndexedShard, notes: string[]): void {
  const { places, ...header } = shard;
  try {
    folder.keep(keyOf(shard.path), header, new Uint8Array(places.buffer));
  } catch (error) {
    notes.push(errorMessage(messageOf(error), `keep the index of "${shard.path}"`));
  }
}

/** Fields in the JSON files of the first samples. One that is broken is named as it is read. */
function fieldsOfJson({ path, fields, places }: IndexedShard): ReadonlySet<string> {
  const found = new Set<string>();
  const column = fields.indexOf("json");
  if (column < 0) return found;
  const file = openFile(path);
  try {
    const stride = 2 * fields.length;
    for (let at = 2 * column; at < Math.min(places.length, LOOKED_AT * stride); at += stride) {
      const [offset = -1, size = 0] = places.subarray(at, at + 2);
      if (offset < 0) continue;
      try {
        for (const field of jsonFields(readAt(file, offset, size))) found.add(field);
      } catch {}
    }
    return found;
  } finally {
    closeSync(file);
  }
}

function noSamples(files: readonly string[]): TolariaError {
  const names = files.map((path) => `"${path}"`).join(", ");
  return new TolariaError("data/invalid", errorMessage("there is no sample", `train on ${names}`));
}
