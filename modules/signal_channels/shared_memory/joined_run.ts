import type { RestoreReading, SignalLine } from "../../../core/mod.ts";

/** A run that another process does, as one who takes part in it or looks on sees it. */
export interface JoinedRun extends SignalLine {
  /** Id of the run. */
  readonly runId: string;
  /** Whether it has ended. */
  readonly ended: boolean;
  /** How its last restore stands, or the one that is under way, and until when. */
  readonly restore: RestoreReading;
  /** How it goes: bytes of a Leyline `TelemetryPacket`; undefined where it has not published any yet. */
  readStatus(): Uint8Array | undefined;
  /** Calls `listener` as soon as there is something to read, until it is read; and after the end of the run. Keeps the process going until `close()`. */
  watch(listener: () => void): void;
  /**
   * Holds this thread until there is something to read, or `timeoutMs` have passed: the quickest way to hear, for a process or a
   * worker that has nothing else to do.
   */
  wait(timeoutMs: number): void;
}
