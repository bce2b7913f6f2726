import type { TelemetryLosses } from "../../../core/mod.ts";

/** Counts spans that reach no destination, and remembers why the last of them did not. */
export class LossCounter {
  #spans = 0;
  #reason: string | undefined;

  /** Adds `spans` lost spans. */
  add(spans: number, reason: string | undefined): void {
    if (spans === 0) return;
    this.#spans += spans;
    this.#reason = reason;
  }

  /** What was lost so far. */
  read(): TelemetryLosses {
    return { spans: this.#spans, reason: this.#reason };
  }
}
