import type { Answer } from "./mailbox.ts";

/** What a controller is asked. */
export interface Question {
  /** Greater than that of any question before. */
  readonly number: number;
  readonly packet: Uint8Array;
  /** The span that asks, in the W3C's form. */
  readonly traceparent?: string;
}

/** A running controller, and the way to it. */
export interface ControllerLink {
  /** Number of the packet that was answered last; 0 before the first. */
  readonly answered: number;
  /** Why it is gone; undefined while it lives. */
  readonly death: string | undefined;
  /**
   * Asks about a packet.
   *
   * @returns Its answer, or undefined where there is none after `ms` milliseconds.
   */
  ask(question: Question, ms: number): Answer | undefined | Promise<Answer | undefined>;
  /** Hands a report over. */
  report(bytes: Uint8Array): void;
  /** Ends the controller, whatever it does; at once. */
  end(): void;
}

/** Starts a controller. Rejects if it cannot be made ready. */
export type OpenLink = () => Promise<ControllerLink>;
