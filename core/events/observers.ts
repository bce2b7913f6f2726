import { messageOf } from "../errors/mod.ts";
import type { RunObserver } from "../ports/run_observer.ts";

/** Tells every observer; one that throws is reported once and not asked again. */
export class Observers {
  #listening: readonly RunObserver[];
  readonly #onFailure: (message: string) => void;

  constructor(observers: readonly RunObserver[], onFailure: (message: string) => void) {
    this.#listening = observers;
    this.#onFailure = onFailure;
  }

  /** Whether anybody listens. */
  get any(): boolean {
    return this.#listening.length > 0;
  }

  /** Calls `tell` with each observer. */
  each(tell: (observer: RunObserver) => void): void {
    for (const observer of this.#listening) {
      try {
        tell(observer);
      } catch (error) {
        this.#listening = this.#listening.filter((other) => other !== observer);
        this.#onFailure(
          `observer ${observer.constructor.name} threw '${messageOf(error)}': it is not told any more`,
        );
      }
    }
  }
}
