/** What came of asking the controller. */
export type Decision =
  /** It answered with the bytes of an `AdaptationCommand`. */
  | { readonly kind: "command"; readonly bytes: Uint8Array }
  /** It has nothing to change. */
  | { readonly kind: "none" }
  /** It did not answer in time. */
  | { readonly kind: "late" }
  /** It cannot be asked now: it is still busy with an earlier packet, or is being replaced. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** It failed. */
  | { readonly kind: "failed"; readonly reason: string };

/** What happened to the controller so far. */
export interface TamiyoCounts {
  /** Answers that came after their deadline, and were thrown away. */
  readonly lateAnswers: number;
  /** Controllers that were killed because they did not come back, or died. */
  readonly replaced: number;
}

/** What a controller remembers. */
export interface TamiyoMemory {
  /** In a form of its own, as of when it last answered or was made ready. */
  readonly state: Uint8Array;
  /** Bytes of each `FieldReport` that it was handed since, in order. */
  readonly reports: readonly Uint8Array[];
}

/**
 * Hosts the controller: gives it a `SystemStatePacket` and gets an `AdaptationCommand` back, both as Leyline bytes.
 *
 * A provider must: (1) settle `decide` by the deadline even if the controller hangs, unless its documentation says that
 * it trusts the controller; (2) give out an answer for the packet that was asked about or none: a late one is counted and
 * thrown away; (3) throw from nothing but `start` and `restore`; (4) leave no thread, process or timer after `dispose`, and
 * none of a controller that was given up on; (5) show in `memory` all that answers to come depend on, or nothing.
 */
export interface Tamiyo {
  /** Name in spans and reports. */
  readonly name: string;
  /** False where there is no controller: nobody is asked then. */
  readonly present: boolean;
  /** What happened so far. */
  readonly counts: TamiyoCounts;
  /** The process that decides, if it is one of its own. */
  readonly processId?: number | undefined;
  /** What the controller remembers; undefined for one that does not say so. Asks nobody: it came with the last answer. */
  readonly memory: TamiyoMemory | undefined;
  /**
   * Makes the controller ready to answer at once.
   *
   * @throws {TolariaError} `tamiyo/unavailable` if it cannot be loaded.
   */
  start(): Promise<void>;
  /**
   * Asks about a packet.
   *
   * @param packet Bytes of a `SystemStatePacket`.
   * @param deadlineMs Milliseconds from now by which this must settle.
   * @param traceparent The span that asks, in the W3C's form; undefined if nothing is recorded.
   */
  decide(
    packet: Uint8Array,
    deadlineMs: number,
    traceparent?: string,
  ): Decision | Promise<Decision>;
  /** Hands over the bytes of a `FieldReport`; nothing comes back. */
  report(report: Uint8Array): void;
  /**
   * Between boundaries: puts the controller back to what it remembered.
   *
   * @param deadlineMs Milliseconds from now by which this must settle. A controller that does not come back by then is ended, and
   * the next one begins with `memory`.
   * @throws {TolariaError} `state/invalid` if the controller refuses it; it has not changed then.
   */
  restore(memory: TamiyoMemory, deadlineMs: number): void | Promise<void>;
  /**
   * Between boundaries: ends a controller that does not come back and makes another ready. Returns at once; the new one
   * gets ready beside the training.
   */
  recover(): void;
  /** Ends the controller. */
  dispose(): Promise<void>;
}
