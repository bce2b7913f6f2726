import { join } from "node:path";
import {
  type CheckpointChoice,
  type CheckpointInfo,
  errorMessage,
  type Json,
  type LoadedCheckpoint,
  type LoadedPart,
  type LoadedTensor,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { type Block, blockBytes, corrupt } from "../../../core/safetensors/mod.ts";
import { loadChosen, numbersIn } from "../_shared/mod.ts";
import { faultOf, infoOf, JOURNAL, type JournalRow } from "./journal.ts";
import { readVerified } from "./read_file.ts";
import { type PartText, parseStateText } from "./state_text.ts";
import { describeFault, survey } from "./survey.ts";

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

  /** Every checkpoint, the oldest first. @throws {TolariaError} `checkpoint/corrupt`. */
  list(): readonly CheckpointInfo[] {
    return survey(this.path).rows.map(infoOf);
  }

  /**
   * What is wrong with its journal, so that checkpoints are read from their records; undefined where nothing is.
   *
   * @throws {TolariaError} `checkpoint/corrupt` where there is no record.
   */
  journalFault(): string | undefined {
    return describeFault(this.path, survey(this.path));
  }

  /** What is in a checkpoint. @throws {TolariaError} `checkpoint/*`. */
  inspect(id: number): CheckpointContents {
    const row = this.#find(id);
    const parts = this.#state(row).map(({ name, version, data }) => ({ name, version, data }));
    return { info: infoOf(row), file: join(this.path, row.file), tensors: row.tensors, parts };
  }

  /** Reads all of a checkpoint and compares its hashes. @throws {TolariaError} `checkpoint/corrupt`. */
  verify(id: number): void {
    const row = this.#find(id);
    this.#state(row);
    readVerified(this.path, row);
  }

  /** Reads the checkpoint that is meant. @throws {TolariaError} `checkpoint/missing`, `checkpoint/corrupt`. */
  load(choice: CheckpointChoice = {}): Promise<LoadedCheckpoint> {
    const read = async ({ id }: CheckpointInfo) => this.#read(id);
    return loadChosen(this.list(), choice, `"${this.path}"`, read);
  }

  #read(id: number): LoadedCheckpoint {
    const row = this.#find(id);
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
    readVerified(this.path, row, ({ begin }, chunk, at) => {
      const place = begin + at;
      while (block + 1 < starts.length && place >= (starts[block + 1] as number)) block += 1;
      buffers[block]?.set(chunk, place - (starts[block] as number));
    });
    return { info: infoOf(row), parts: loadedParts(parts, buffers) };
  }

  #state(row: JournalRow): readonly PartText[] {
    try {
      const fault = faultOf(row);
      if (fault !== undefined) throw corrupt(fault);
      return parseStateText(row.state, row.stateSha256);
    } catch (cause) {
      throw new TolariaError(
        "checkpoint/corrupt",
        errorMessage(
          messageOf(cause),
          `load checkpoint ${row.id} (step ${row.step}) from "${join(this.path, JOURNAL)}"`,
        ),
        { cause },
      );
    }
  }

  #find(id: number): JournalRow {
    const found = survey(this.path).rows.find((row) => row.id === id);
    if (found) return found;
    throw new TolariaError("checkpoint/missing", `There is no checkpoint ${id} in "${this.path}".`);
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
  if (!bytes) throw corrupt(`the values of "${prefix}" are missing`);
  return { dtype, prefix, segments, values: numbersIn(bytes, dtype) };
}
