import type { EventEnvelope, FieldsOf } from "../../proto/mod.ts";
import type { PriorityName } from "../telemetry/priorities.ts";

/** The two ways that messages take: CRITICAL ones go by `emergency`, and never stand behind any other. */
export type BusChannel = "emergency" | "normal";

/** What became of the messages so far; `published = delivered + waiting + dropped` at any time. */
export interface BusCounts {
  /** Given to `publish()`. */
  readonly published: number;
  /** Of them, those that the destination has. */
  readonly delivered: number;
  /** Of them, those that are still to be sent. */
  readonly waiting: number;
  /** Of them, those that were given up, by their priority. */
  readonly dropped: Readonly<Record<PriorityName, number>>;
  /** From others, handed to listeners or meant for none. */
  readonly received: number;
  /** From others, with an id that had come before: handed to nobody. */
  readonly repeated: number;
  /** From others, past their time to live: handed to nobody. */
  readonly expired: number;
  /** From the wire, and no message: too large, malformed or without an id. */
  readonly refused: number;
}

/** Something that happened to the bus as a whole. */
export interface BusChange {
  /**
   * - `up`, `down`: the destination answers, or does not any more.
   * - `dropped`: messages were given up.
   * - `refused`: bytes came that are no message.
   * - `recovered`: messages that a dead process had left behind were taken up, to be sent.
   * - `unsaved`: CRITICAL messages could not be written down, and would be lost with the process.
   * - `unhandled`: a listener threw at a message.
   */
  readonly kind: "up" | "down" | "dropped" | "refused" | "recovered" | "unsaved" | "unhandled";
  /** How many messages it is about; 0 for `up` and `down`. */
  readonly count: number;
  /** What happened, for people. */
  readonly reason: string;
}

/**
 * Takes messages to other processes, on other hosts too, and brings theirs.
 *
 * A provider must: (1) never make a caller wait, nor throw for what the destination does; (2) keep CRITICAL messages, in
 * order, until the destination has them; (3) hold a bounded number of the others, and give up those of lowest priority
 * first, the oldest of them first; (4) keep {@link BusCounts} exact; (5) hand a message to listeners once, whatever
 * number of times its id comes, and none of its own; (6) hand on nothing that is malformed, too large, without an id or
 * past its time to live, and take no harm from it; (7) bear listeners that throw; (8) leave no thread, timer or socket
 * after `dispose()`.
 */
export interface Bus {
  /** Name in reports. */
  readonly name: string;
  /** Where messages go, for people; undefined where nowhere. */
  readonly destination: string | undefined;
  /** What became of the messages so far. */
  readonly counts: BusCounts;
  /**
   * Makes the bus ready. Does not wait for the destination.
   *
   * @throws {TolariaError} `bus/unavailable` if what runs it cannot be started.
   */
  start(): Promise<void>;
  /**
   * Sends a message, without waiting.
   *
   * @param envelope With an id and a priority; {@link envelopeOf} makes one.
   * @throws {TolariaError} `bus/refused` if it has none, `leyline/*` if it cannot be written or is too large.
   */
  publish(envelope: FieldsOf<typeof EventEnvelope>): void;
  /** Calls `listener` with each message of others that comes by `channel`, until the returned function is called. */
  subscribe(channel: BusChannel, listener: (envelope: EventEnvelope) => void): () => void;
  /** Calls `listener` at each change, until the returned function is called. */
  watch(listener: (change: BusChange) => void): () => void;
  /** Waits, for a bounded time, until CRITICAL messages are delivered or written down, and the others delivered. */
  flush(): Promise<void>;
  /** Sends what is left, for a bounded time, and ends. */
  dispose(): Promise<void>;
}
