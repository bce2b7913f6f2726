import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type CheckpointChoice,
  type CheckpointInfo,
  type Json,
  type LoadedCheckpoint,
  type LoadedPart,
  type LoadedTensor,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { loadChosen, numbersIn } from "../_shared/mod.ts";
import { infoOf, JOURNAL, Journal, type JournalRow, type TensorRow } from "./journal.ts";
import { readVerified } from "./read_file.ts";
import { type Block, blockBytes, corrupt } from "./safetensors.ts";
import { type PartText, parseStateText } from "./state_text.ts";

/** A tensor of a checkpoint, as the journal describes it. */
export interface TensorEntry {
  /** Its name in the file. */
  readonly name: string;
  /** Kind of its numbers, as safetensors names it. */
  readonly dtype: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** SHA-256 of its bytes, as hexadecimal digits. */
  readonly sha256: string;
}

/** What is in a checkpoint, numbers excepted. */
export interface CheckpointContents {
  /** What it is. */
  readonly info: CheckpointInfo;
  /** Path of the file that has its numbers. */
  readonly file: string;
  /** Its tensors, in the order of the file. */
  readonly tensors: readonly TensorEntry[];
  /** The rest of it, by owner. */
  readonly parts: readonly {
    /** The owner's name. */
    readonly name: string;
    /** Of the form that the data has. */
    readonly version: number;
    /** What is no tensor. */
    readonly data: Json;
  }[];
}

/** Checkpoints in a directory, for reading. */
export class CheckpointDirectory {
  /** Where it is. */
  readonly path: string;

  /** Opens nothing yet. */
  constructor(path: string) {
    this.path = path;
  }

  /** Every checkpoint, the oldest first; none where the directory has no journal. */
  list(): readonly CheckpointInfo[] {
    return this.#journal((journal) => journal.rows().map(infoOf)) ?? [];
  }

  /** What is in a checkpoint. @throws {TolariaError} `checkpoint/*`. */
  inspect(id: number): CheckpointContents {
    const { row, tensors } = this.#find(id);
    const parts = this.#state(row).map(({ name, version, data }) => ({ name, version, data }));
    return { info: infoOf(row), file: join(this.path, row.file), tensors, parts };
  }

  /** Reads all of a checkpoint and compares its hashes. @throws {TolariaError} `checkpoint/corrupt`. */
  verify(id: number): void {
    const { row, tensors } = this.#find(id);
    this.#state(row);
    readVerified(this.path, row, tensors);
  }

  /** Reads the checkpoint that is meant. @throws {TolariaError} `checkpoint/missing`, `checkpoint/corrupt`. */
  load(choice: CheckpointChoice = {}): Promise<LoadedCheckpoint> {
    const read = async ({ id }: CheckpointInfo) => this.#read(id);
    return loadChosen(this.list(), choice, `'${this.path}'`, read);
  }

  #read(id: number): LoadedCheckpoint {
    const { row, tensors } = this.#find(id);
    const parts = this.#state(row);
    const blocks = parts.flatMap((part) => part.blocks);
    const buffers = blocks.map((block) => new Uint8Array(blockBytes(block)));
    const starts: number[] = [];
    let total = 0;
    for (const { length } of buffers) {
      starts.push(total);
      total += length;
    }
    let block = 0;
    readVerified(this.path, row, tensors, ({ begin }, chunk, at) => {
      const place = begin + at;
      while (block + 1 < starts.length && place >= (starts[block + 1] as number)) block += 1;
      buffers[block]?.set(chunk, place - (starts[block] as number));
    });
    return { info: infoOf(row), parts: loadedParts(parts, buffers) };
  }

  #state(row: JournalRow): readonly PartText[] {
    try {
      return parseStateText(row.state, row.stateSha256);
    } catch (cause) {
      throw new TolariaError(
        "checkpoint/corrupt",
        `Cannot load checkpoint ${row.id} (step ${row.step}) from '${join(this.path, JOURNAL)}' as ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  #find(id: number): { readonly row: JournalRow; readonly tensors: readonly TensorRow[] } {
    const found = this.#journal((journal) => {
      const row = journal.rows().find((one) => one.id === id);
      return row && { row, tensors: journal.tensors(id) };
    });
    if (found) return found;
    throw new TolariaError(
      "checkpoint/missing",
      `Cannot load checkpoint ${id} from '${this.path}' as it must be there: it is not`,
    );
  }

  #journal<T>(work: (journal: Journal) => T): T | undefined {
    const path = join(this.path, JOURNAL);
    if (!existsSync(path)) return undefined;
    const journal = new Journal(path);
    try {
      return work(journal);
    } catch (cause) {
      throw new TolariaError(
        "checkpoint/corrupt",
        `Cannot read the journal '${path}' as it must be whole: ${messageOf(cause)}`,
        { cause },
      );
    } finally {
      journal.close();
    }
  }
}

function loadedParts(
  parts: readonly PartText[],
  buffers: readonly Uint8Array<ArrayBuffer>[],
): ReadonlyMap<string, LoadedPart> {
  const queue = [...buffers];
  return new Map(
    parts.map(({ name, version, data, blocks }) => [
      name,
      { version, data, tensors: blocks.map((block) => loadedTensor(block, queue.shift())) },
    ]),
  );
}

function loadedTensor(
  { dtype, prefix, segments }: Block,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): LoadedTensor {
  if (!bytes) throw corrupt(`the numbers of '${prefix}' must be there: they are not`);
  return { dtype, prefix, segments, values: numbersIn(bytes, dtype) };
}
