import type { BusChannel, PriorityName } from "../../../core/mod.ts";
import type { OutboundMessage } from "../_shared/mod.ts";
import type { RedisTask } from "./options.ts";
import type { Arrival } from "./stream_session.ts";

/** What the worker is started with. */
export interface BusWorkerTask extends RedisTask {
  /** Identifies the bus, from one worker to the next. */
  readonly owner: string;
}

/** What goes to the worker. */
export type ToWorker =
  /** Again: another worker had it, and died. */
  | { readonly publish: OutboundMessage; readonly again?: boolean }
  /** The listeners have had an arrival. */
  | { readonly handled: { readonly channel: BusChannel; readonly id: string } }
  /** Somebody listens to the normal channel. */
  | { readonly wantsAll: true }
  /** Answered by `done` with the same number. */
  | { readonly flush: number }
  | { readonly close: number };

/** What became of messages since the last time. */
export interface Receipts {
  readonly delivered: Record<PriorityName, number>;
  readonly dropped: Record<PriorityName, number>;
  /** Why the last of them was dropped. */
  readonly dropReason: string;
  /** Ids of CRITICAL messages that are on disk, or delivered or dropped. */
  readonly safe: readonly string[];
  readonly repeated: number;
  readonly expired: number;
  readonly refused: number;
  /** Why the last of them was refused. */
  readonly refusal: string;
}

/** What comes from the worker. */
export type FromWorker =
  | { readonly link: { readonly up: boolean; readonly reason: string } }
  | { readonly arrived: Arrival }
  | { readonly receipts: Receipts }
  /** CRITICAL messages that dead processes had left. */
  | { readonly recovered: number }
  | { readonly unsaved: string }
  | { readonly done: number };
