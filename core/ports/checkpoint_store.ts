import type { Json } from "../json.ts";
import type { Segment } from "./optimizer.ts";

/** Kinds of numbers in a checkpoint. */
export type CheckpointDtype = "float32" | "int32" | "bool";

/** Numbers that are to be written. */
export interface CheckpointSource {
  /** What they are. */
  readonly dtype: CheckpointDtype;
  /** How many bytes they take. */
  readonly bytes: number;
  /** What goes before the name of each segment. */
  readonly prefix: string;
  /** What lies where in them, in numbers and without gaps. */
  readonly segments: readonly Segment[];
  /** Where they lie if other threads can read them there; they stay until the write is over. */
  readonly shared?: { readonly buffer: SharedArrayBuffer; readonly byteOffset: number };
  /** Copies of the bytes from `from` up to `to`; both are multiples of 4, or the end. */
  read(from: number, to: number): Uint8Array<ArrayBuffer>;
}

/** One owner's part of a checkpoint that is to be written. */
export interface CheckpointPartDraft {
  /** The owner's name. */
  readonly name: string;
  /** Of its form. */
  readonly version: number;
  /** What is no tensor. */
  readonly data: Json;
  /** What is. */
  readonly tensors: readonly CheckpointSource[];
}

/** A checkpoint that is to be written. */
export interface CheckpointDraft {
  /** The run that it is of. */
  readonly runId: string;
  /** Updates done. */
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Why it is written, for people: `epoch 3`, `interrupted`. */
  readonly reason: string;
  /** Parts by owner. */
  readonly parts: readonly CheckpointPartDraft[];
}

/** A checkpoint that exists. */
export interface CheckpointInfo {
  /** Unique in its store; later ones have greater ones. */
  readonly id: number;
  /** The run that it is of. */
  readonly runId: string;
  /** Updates done. */
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Why it was written. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly writtenMs: number;
  /** Size of its numbers with what describes them. */
  readonly bytes: number;
  /** Whether it was read back and found whole since it was written. */
  readonly verified: boolean;
}

/** Numbers of a checkpoint, read and found whole. */
export interface LoadedTensor {
  /** What they are. */
  readonly dtype: CheckpointDtype;
  /** What goes before the name of each segment. */
  readonly prefix: string;
  /** Name, shape and place of each in `values`. */
  readonly segments: readonly Segment[];
  /** The numbers. */
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** One owner's part of a checkpoint. */
export interface LoadedPart {
  /** Of its form. */
  readonly version: number;
  /** What is no tensor. */
  readonly data: Json;
  /** What is. */
  readonly tensors: readonly LoadedTensor[];
}

/** A checkpoint with all that is in it. */
export interface LoadedCheckpoint {
  /** What it is. */
  readonly info: CheckpointInfo;
  /** Parts by owner. */
  readonly parts: ReadonlyMap<string, LoadedPart>;
}

/** Which checkpoint is meant. */
export interface CheckpointChoice {
  /** This one. @default the last that fits */
  readonly id?: number;
  /** None of a later step. @default any */
  readonly atOrBefore?: number;
  /** One of these runs. @default any */
  readonly runIds?: readonly string[];
  /** Called for each damaged checkpoint that was passed over, with the reason. */
  readonly onDamaged?: (info: CheckpointInfo, reason: string) => void;
}

/** A checkpoint that is being written. */
export interface CheckpointWrite {
  /**
   * Hands over more of what is to be written, about a millisecond's worth at most.
   *
   * @returns Whether there is nothing left to hand over.
   */
  advance(): boolean;
  /** Settles when the checkpoint exists, or is known not to. */
  readonly done: Promise<CheckpointInfo>;
}

/**
 * Keeps states of runs where they outlive the process: the full tier of a rollback.
 *
 * A provider must: (1) let a checkpoint exist with all that is in it or not at all, whenever its process dies; (2)
 * load
 * nothing whose numbers are not those that were written, and fall back to the one before, telling of it; (3) never
 * let
 * go of the last checkpoint that is whole; (4) execute nothing that it reads; (5) read the sources of a draft until
 * its
 * write is over, and change nothing in them.
 */
export interface CheckpointStore {
  /** Name in reports. */
  readonly name: string;
  /** Epochs between two checkpoints that are written, or boundaries in a run with `boundarySteps`; 0 if none ever is. */
  readonly everyEpochs: number;
  /** Where they are, for people; undefined if they are nowhere. */
  readonly place: string | undefined;
  /**
   * Makes it ready to be written to.
   *
   * @param onRepaired Called for each damage that it has repaired, now and until it is started again.
   * @param run Whether the run goes on from one of its checkpoints.
   * @throws {TolariaError} `checkpoint/unavailable`, also if it holds checkpoints of a run that this one does not go on from.
   */
  start(
    onRepaired?: (message: string) => void,
    run?: { readonly resumes?: boolean },
  ): Promise<void>;
  /** Begins to write a checkpoint; others may be on their way. */
  write(draft: CheckpointDraft): CheckpointWrite;
  /** Every checkpoint, the oldest first. */
  list(): Promise<readonly CheckpointInfo[]>;
  /**
   * Reads a checkpoint and verifies it; where no `id` is given and the last one is damaged, the one before.
   *
   * @throws {TolariaError} `checkpoint/missing` if there is none, `checkpoint/corrupt` if none is whole.
   */
  load(choice?: CheckpointChoice): Promise<LoadedCheckpoint>;
  /** Finishes what is being written, and ends. */
  dispose(): Promise<void>;
}
