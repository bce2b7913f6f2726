import {
  PRIORITIES,
  type Priority,
  priorityName,
  type TelemetryLosses,
} from "../../../core/worker.ts";

/** Counts spans that reach no destination by their priority, and remembers why the last of them did not. */
export class LossCounter {
  readonly #spans = new Map<Priority, number>(PRIORITIES.map((priority) => [priority, 0]));
  #reason: string | undefined;

  /** Adds a lost span. */
  add(priority: Priority, reason: string | undefined): void {
    this.#spans.set(priority, (this.#spans.get(priority) ?? 0) + 1);
    this.#reason = reason;
  }

  /** What was lost so far. */
  read(): TelemetryLosses {
    const counts = [...this.#spans].map(([priority, count]) => [priorityName(priority), count]);
    const spans = [...this.#spans.values()].reduce((sum, count) => sum + count, 0);
    return { spans, byPriority: Object.fromEntries(counts), reason: this.#reason };
  }
}
