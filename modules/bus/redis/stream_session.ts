import type { BusChannel } from "../../../core/mod.ts";

/** An entry of a stream. */
export interface Arrival {
  readonly channel: BusChannel;
  /** Its id in the stream. */
  readonly id: string;
  /** What is said to be an `EventEnvelope`. */
  readonly bytes: Uint8Array;
}

/** A connection to the streams, from its begin to its first failure: every call rejects once it is broken. */
export interface StreamSession {
  /** Appends an entry. Returns its id. */
  add(channel: BusChannel, bytes: Uint8Array): Promise<string>;
  /** Whether an entry is still there. */
  holds(channel: BusChannel, id: string): Promise<boolean>;
  /** The next entries, emergencies first; none if none comes for a while. */
  read(channels: readonly BusChannel[]): Promise<readonly Arrival[]>;
  /** Says that entries need not come again. */
  acknowledge(channel: BusChannel, ids: readonly string[]): Promise<void>;
  /**
   * Ends the connection: for good where there is a `last` thing to do first. Called again, it waits for that.
   */
  close(last?: () => Promise<void>): Promise<void>;
}

/** Connects. Rejects where that fails. */
export type OpenSession = () => Promise<StreamSession>;
