import { createHash } from "node:crypto";
import {
  type CheckpointDtype,
  type CheckpointInfo,
  type LoadedCheckpoint,
  type LoadedPart,
  type Segment,
  TolariaError,
} from "../../../core/mod.ts";
import { numbersIn } from "../_shared/mod.ts";

/** A tensor of a checkpoint in memory. */
export interface StoredTensor {
  /** What they are. */
  readonly dtype: CheckpointDtype;
  /** What goes before the name of each segment. */
  readonly prefix: string;
  /** What lies where in them. */
  readonly segments: readonly Segment[];
  /** The numbers. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Hash of the bytes, as hexadecimal digits. */
  readonly sha256: string;
}

/** The part of a checkpoint that one owner wrote. */
export interface StoredPart {
  /** The owner's name. */
  readonly name: string;
  /** Of its form. */
  readonly version: number;
  /** JSON, so that nothing that a run holds can change it. */
  readonly data: string;
  /** What is a tensor. */
  readonly tensors: readonly StoredTensor[];
}

/** Checkpoints that outlive their trainer, and end with the process. */
export class MemoryCheckpointStore {
  readonly #entries: { readonly info: CheckpointInfo; readonly parts: readonly StoredPart[] }[] =
    [];
  #lastId = 0;

  /** Its checkpoints, oldest first. */
  get infos(): readonly CheckpointInfo[] {
    return this.#entries.map(({ info }) => info);
  }

  /** Bytes of the numbers of a checkpoint, tensor by tensor, where they lie. */
  bytesOf(id: number): readonly Uint8Array[] {
    const parts = this.#entries.find(({ info }) => info.id === id)?.parts ?? [];
    return parts.flatMap(({ tensors }) => tensors.map(({ bytes }) => bytes));
  }

  /** Adds a checkpoint. */
  put(
    info: Omit<CheckpointInfo, "id">,
    parts: readonly StoredPart[],
    keep: number,
  ): CheckpointInfo {
    this.#lastId += 1;
    const added = { ...info, id: this.#lastId };
    this.#entries.push({ info: added, parts });
    while (this.#entries.length > keep) this.#entries.shift();
    return added;
  }

  /** Reads a checkpoint and verifies it. @throws {TolariaError} `checkpoint/corrupt`. */
  read(id: number): LoadedCheckpoint {
    const entry = this.#entries.find(({ info }) => info.id === id);
    if (!entry) {
      throw new TolariaError("checkpoint/missing", `There is no checkpoint ${id}.`);
    }
    return {
      info: entry.info,
      parts: new Map(entry.parts.map((part) => [part.name, loadedPart(part, id)])),
    };
  }
}

/** SHA-256 of bytes, as hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function loadedPart({ version, data, tensors }: StoredPart, id: number): LoadedPart {
  return {
    version,
    data: JSON.parse(data),
    tensors: tensors.map(({ dtype, prefix, segments, bytes, sha256 }) => {
      const found = sha256Of(bytes);
      if (found !== sha256) {
        throw new TolariaError(
          "checkpoint/corrupt",
          `The hash of "${prefix}" must be ${sha256}, but is ${found}. Cannot load checkpoint ${id}.`,
        );
      }
      return { dtype, prefix, segments, values: numbersIn(bytes.slice(), dtype) };
    }),
  };
}
