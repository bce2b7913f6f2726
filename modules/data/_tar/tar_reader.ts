import { closeSync } from "node:fs";
import { basename } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { checkUnchanged, openFile, readAt } from "../_indexed/mod.ts";
import type { FieldValues, RecordReader, RecordValue } from "../_records/mod.ts";
import { fileOf, sampleValue } from "./sample_value.ts";
import type { IndexedShard, TarSpec } from "./tar_spec.ts";

/** Bytes that a block of samples has, about. */
const BLOCK_BYTES = 2 ** 21;
const MAX_BLOCK_SIZE = 1_000;
/** Bytes between two files that are read with them: as much as a second read costs. */
const GAP_BYTES = 2 ** 15;
const MAX_READ_BYTES = 2 ** 23;

/** A file of a sample that is to be read. */
interface Wanted {
  readonly shard: number;
  readonly offset: number;
  readonly size: number;
  readonly take: (bytes: Uint8Array) => void;
}

/** Opens indexed shards. */
export async function openReader(spec: TarSpec): Promise<RecordReader> {
  return new TarReader(spec);
}

class TarReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
  readonly #shards: readonly IndexedShard[];
  readonly #files: readonly number[];
  /** Index of the first sample of each shard. */
  readonly #starts: readonly number[];

  constructor({ shards, fields }: TarSpec) {
    let samples = 0;
    this.#starts = shards.map(({ keys }) => {
      samples += keys.length;
      return samples - keys.length;
    });
    this.size = samples;
    this.fields = fields;
    const bytes = shards.reduce((sum, { size }) => sum + size, 0);
    const fitting = Math.round((BLOCK_BYTES * samples) / bytes);
    this.blockSize = Math.min(MAX_BLOCK_SIZE, Math.max(1, fitting));
    this.#shards = shards;
    this.#files = shards.map(({ path }) => openFile(path));
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const values = fields.map(() => new Array<RecordValue>(indices.length).fill(null));
    const wanted: Wanted[] = [];
    indices.forEach((index, at) => {
      const { shard, sample } = this.#placeOf(index);
      const { keys, fields: files, places } = this.#shards[shard] as IndexedShard;
      fields.forEach((field, number) => {
        const column = values[number] as RecordValue[];
        if (field === "key") column[at] = keys[sample] as string;
        const file = files.indexOf(fileOf(field));
        if (file < 0) return;
        const place = 2 * (sample * files.length + file);
        const [offset, size] = [places[place] as number, places[place + 1] as number];
        const take = (bytes: Uint8Array) => {
          column[at] = this.#value(index, field, bytes);
        };
        if (offset >= 0) wanted.push({ shard, offset, size, take });
      });
    });
    this.#readAll(wanted);
    return values;
  }

  locate(index: number): string {
    const { shard, sample } = this.#placeOf(index);
    const { path, keys, fields, places } = this.#shards[shard] as IndexedShard;
    const own = places.subarray(2 * sample * fields.length, 2 * (sample + 1) * fields.length);
    const offsets = own.filter((offset, at) => at % 2 === 0 && offset >= 0);
    return `"${basename(path)}", sample "${keys[sample]}" (byte ${Math.min(...offsets)})`;
  }

  async close(): Promise<void> {
    for (const file of this.#files) closeSync(file);
  }

  #placeOf(index: number): { readonly shard: number; readonly sample: number } {
    const shard = this.#starts.findLastIndex((start) => start <= index);
    return { shard, sample: index - (this.#starts[shard] as number) };
  }

  #value(index: number, field: string, bytes: Uint8Array): RecordValue {
    try {
      return sampleValue(field, bytes);
    } catch (error) {
      const action = `read field "${field}" of ${this.locate(index)}`;
      throw new TolariaError("data/corrupt", errorMessage(messageOf(error), action), {
        cause: error,
      });
    }
  }

  /** Reads files in the order in which they lie, those close to each other at once. */
  #readAll(wanted: Wanted[]): void {
    wanted.sort((a, b) => a.shard - b.shard || a.offset - b.offset);
    for (let from = 0; from < wanted.length; ) {
      const { shard, offset } = wanted[from] as Wanted;
      let to = from;
      let end = offset;
      for (; to < wanted.length; to++) {
        const next = wanted[to] as Wanted;
        const nextEnd = Math.max(end, next.offset + next.size);
        const far = next.offset > end + GAP_BYTES || nextEnd - offset > MAX_READ_BYTES;
        if (next.shard !== shard || (to > from && far)) break;
        end = nextEnd;
      }
      const file = this.#files[shard] as number;
      const bytes = readAt(file, offset, end - offset);
      checkUnchanged(this.#shards[shard] as IndexedShard, file);
      for (const { offset: at, size, take } of wanted.slice(from, to)) {
        take(bytes.subarray(at - offset, at - offset + size));
      }
      from = to;
    }
  }
}
