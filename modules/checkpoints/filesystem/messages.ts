import type { CheckpointInfo } from "../../../core/mod.ts";
import type { PartText } from "./state_text.ts";

/** Where numbers lie that the worker reads by itself. */
export interface SharedPlace {
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
}

/** A checkpoint that the worker is to write. */
export interface WriteOrder {
  /** Tells it apart from others that are being written. */
  readonly number: number;
  /** Of Tolaria. */
  readonly version: string;
  readonly runId: string;
  /** The runs that it goes on from, and itself: what is superseded is among their checkpoints. */
  readonly runIds: readonly string[];
  readonly step: number;
  readonly epoch: number;
  readonly reason: string;
  readonly writtenMs: number;
  readonly parts: readonly PartText[];
  /** Of each block in turn where it lies; undefined where its bytes are handed over. */
  readonly places: readonly (SharedPlace | undefined)[];
}

/** What goes to the worker. */
export type ToWriter =
  | { readonly write: WriteOrder }
  /** The next bytes of the first block that lacks some. */
  | { readonly number: number; readonly bytes: Uint8Array }
  | { readonly close: true };

/** What comes back. */
export type FromWriter =
  | { readonly closed: true }
  /** What was repaired, for people. */
  | { readonly repaired: string }
  | { readonly number: number; readonly written: CheckpointInfo }
  | { readonly number: number; readonly error: string };
