import { messageOf } from "../../../core/worker.ts";

/** Those who are to be told; one that throws keeps nobody else from it. */
export class Listeners<T> {
  readonly #onFailure: (message: string) => void;
  #listeners: readonly ((value: T) => void)[] = [];

  /** @param onFailure Told what a listener threw. */
  constructor(onFailure: (message: string) => void) {
    this.#onFailure = onFailure;
  }

  /** How many there are. */
  get size(): number {
    return this.#listeners.length;
  }

  /** Adds one, until the returned function is called. */
  add(listener: (value: T) => void): () => void {
    // A wrapper of its own, so that a listener that is added twice is called twice and removed once.
    const entry = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, entry];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    };
  }

  /** Tells them all. */
  emit(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#onFailure(messageOf(error));
      }
    }
  }
}
