import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { splitSampleName } from "./sample_name.ts";
import { type TarEntry, tarEntries } from "./tar_entries.ts";

/** The samples of a shard and where their files are. */
export interface ShardSamples {
  /** Keys of the samples, in their order. */
  readonly keys: readonly string[];
  /** Extensions of their files, in the order in which they are first met. */
  readonly fields: readonly string[];
  /** Offset and size of each file in bytes, [samples, fields, 2]; both are -1 where a sample has no such file. */
  readonly places: Float64Array;
  /** Files that belong to no sample. */
  readonly ignored: number;
}

/** What is known of a sample while its files are listed. */
type Sample = Map<string, TarEntry>;

/**
 * Lists the samples of a shard: consecutive files whose paths are the same up to the first dot of the name.
 *
 * @param onEntry Is given where each entry begins, for the progress.
 * @throws {TolariaError} `data/corrupt` if the archive is broken, a sample has two files of one extension, or its files
 * do not follow each other.
 */
export function readShard(
  path: string,
  onEntry: (offset: number) => void = () => {},
): ShardSamples {
  const samples = new Map<string, Sample>();
  const fields = new Set<string>();
  let last: string | undefined;
  let ignored = 0;
  const fail = (entry: TarEntry, reason: string): never => {
    const action = `read the tar "${path}" at byte ${entry.offset}`;
    throw new TolariaError("data/corrupt", errorMessage(reason, action));
  };
  for (const entry of tarEntries(path)) {
    onEntry(entry.offset);
    const name = nameOf(entry, fail);
    if (!name) {
      ignored += 1;
      continue;
    }
    const { key, field } = name;
    const sample: Sample = samples.get(key) ?? new Map();
    if (sample.has(field)) fail(entry, `there is "${entry.name}" twice`);
    if (sample.size > 0 && last !== key) {
      fail(
        entry,
        `the files of sample "${key}" must follow each other, but "${last}" is between them`,
      );
    }
    samples.set(key, sample.set(field, entry));
    fields.add(field);
    last = key;
  }
  return {
    keys: [...samples.keys()],
    fields: [...fields],
    places: placesOf(samples, fields),
    ignored,
  };
}

function nameOf(entry: TarEntry, fail: (entry: TarEntry, reason: string) => never) {
  try {
    return splitSampleName(entry.name);
  } catch (error) {
    return fail(entry, messageOf(error));
  }
}

function placesOf(samples: ReadonlyMap<string, Sample>, fields: ReadonlySet<string>): Float64Array {
  const places = new Float64Array(2 * samples.size * fields.size);
  let at = 0;
  for (const sample of samples.values()) {
    for (const field of fields) {
      const { offset, size } = sample.get(field) ?? { offset: -1, size: -1 };
      places[at++] = offset;
      places[at++] = size;
    }
  }
  return places;
}
