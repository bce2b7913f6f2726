import type { Answer } from "./mailbox.ts";

/** Characters of a fault that are told. */
export const MAX_FAULT_LENGTH = 1_000;

/** What a controller is asked. */
export interface Question {
  /** Greater than that of any question before. */
  readonly number: number;
  readonly packet: Uint8Array;
  /** The span that asks, in the W3C's form. */
  readonly traceparent?: string;
}

/** What a controller is to go back to. */
export interface Reminder {
  /** As that of a {@link Question}. */
  readonly number: number;
  /** What it remembered, in its own form. */
  readonly state: Uint8Array;
}

/** A running controller, and the way to it. */
export interface ControllerLink {
  /** Number of the packet that was answered last; 0 before the first. */
  readonly answered: number;
  /** What it remembered when it last answered or was made ready; undefined for one that does not say so. */
  readonly memory: Uint8Array | undefined;
  /** Its process, if it has one of its own. */
  readonly processId?: number | undefined;
  /** Why it is gone; undefined while it lives. */
  readonly death: string | undefined;
  /**
   * Asks about a packet.
   *
   * @returns Its answer, or undefined where there is none after `ms` milliseconds.
   */
  ask(question: Question, ms: number): Answer | undefined | Promise<Answer | undefined>;
  /** Asks to go back. The answer is a failure where it refuses, and is that there is nothing to change where it has. */
  restore(reminder: Reminder, ms: number): Answer | undefined | Promise<Answer | undefined>;
  /** Hands a report over. */
  report(bytes: Uint8Array): void;
  /** Ends the controller, whatever it does; at once. */
  end(): void;
}

/** Starts a controller, which begins with `state` where there is one. Rejects if it cannot be made ready. */
export type OpenLink = (state?: Uint8Array) => Promise<ControllerLink>;
