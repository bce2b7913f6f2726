import type { TolariaError } from "../errors/mod.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";

/** Listener for changes. */
export interface OptimizerListener {
  /** Called after a change. */
  onChange?(change: OptimizerChange): void;
  /** Called when a change exceeds the limit. */
  onRateLimited?(error: TolariaError): void;
}

/** Log of a session's optimizer changes, which notifies listeners at once. */
export class ChangeLog {
  readonly #changes: OptimizerChange[] = [];
  #reported = 0;
  #listeners: readonly OptimizerListener[] = [];

  /** All changes, oldest first. */
  get all(): readonly OptimizerChange[] {
    return this.#changes;
  }

  /** Changes since {@link markReported}. */
  get unreported(): readonly OptimizerChange[] {
    return this.#changes.slice(this.#reported);
  }

  /** Marks every change so far as reported. */
  markReported(): void {
    this.#reported = this.#changes.length;
  }

  /** Adds a listener. Returns a function that removes it. */
  listen(listener: OptimizerListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Records a change. */
  add(change: OptimizerChange): void {
    this.#changes.push(change);
    for (const { onChange } of this.#listeners) onChange?.(change);
  }

  /** Reports a refused change. */
  refuse(error: TolariaError): void {
    for (const { onRateLimited } of this.#listeners) onRateLimited?.(error);
  }
}
