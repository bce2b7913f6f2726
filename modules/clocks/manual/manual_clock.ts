import { CLOCK, type Clock } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** A clock that stands still until it is told to go on, for tests. */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  readonly #startMs: number;

  /**
   * Makes a clock that stands still.
   *
   * @param startMs Wall time at which it stands first, in milliseconds since 1970.
   */
  constructor(startMs = 0) {
    this.#startMs = startMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  wallMs(): number {
    return this.#startMs + this.#elapsedMs;
  }

  /**
   * Moves both clocks on.
   *
   * @param ms Milliseconds, at least 0.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) {
      throw new RangeError(`"ms" must be at least 0, but is ${ms}. Cannot advance the clock.`);
    }
    this.#elapsedMs += ms;
  }
}

/** Tells the time that `clock` was set to. */
export function manualClock(clock: ManualClock = new ManualClock()): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
  });
}
