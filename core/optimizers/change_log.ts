import type { TolariaError } from "../errors/mod.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";

/** Who wants to hear of changes. */
export interface OptimizerListener {
  /** One was made. */
  onChange?(change: OptimizerChange): void;
  /** One was refused, as there were too many. */
  onStorm?(error: TolariaError): void;
}

/** Every change of a session's optimizers, told at once to whoever listens. */
export class ChangeLog {
  readonly #changes: OptimizerChange[] = [];
  #reported = 0;
  #listeners: readonly OptimizerListener[] = [];

  /** All so far, oldest first. */
  get all(): readonly OptimizerChange[] {
    return this.#changes;
  }

  /** Those since {@link markReported} was called. */
  get unreported(): readonly OptimizerChange[] {
    return this.#changes.slice(this.#reported);
  }

  /** Takes every change so far as reported. */
  markReported(): void {
    this.#reported = this.#changes.length;
  }

  /** Adds a listener. Returns what takes it off again. */
  listen(listener: OptimizerListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Notes a change. */
  add(change: OptimizerChange): void {
    this.#changes.push(change);
    for (const { onChange } of this.#listeners) onChange?.(change);
  }

  /** Tells of a change that was refused. */
  refuse(error: TolariaError): void {
    for (const { onStorm } of this.#listeners) onStorm?.(error);
  }
}
