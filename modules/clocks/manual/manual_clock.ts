import { CLOCK, type Clock } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** A clock that moves only by `advance()`, for tests. */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  readonly #startMs: number;

  /**
   * Creates a clock.
   *
   * @param startMs Initial wall time, milliseconds since 1970.
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
   * Advances wall and monotonic time.
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

/** Makes `clock` the run's clock. */
export function manualClock(clock: ManualClock = new ManualClock()): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
  });
}
