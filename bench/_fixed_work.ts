import { quantile, rounded } from "./_harness.ts";

/** Iterations that are timed to estimate how long one takes. */
const PROBE = 100_000;
/** Probes before those that count, in which the runtime compiles the loop. */
const WARM_UP = 200;

/**
 * Arithmetic of a fixed size, timed beside what a bench measures: it touches no memory and allocates nothing, so that
 * where it takes longer than usual, the machine had something else to do.
 */
export class FixedWork {
  #iterations = 0;
  #sink = 0;
  readonly #ms: number[] = [];

  /** Makes the arithmetic last about `ms`. */
  calibrate(ms: number): void {
    for (let probe = 0; probe < WARM_UP; probe++) this.#run(PROBE);
    const times = Array.from({ length: 20 }, () => this.#run(PROBE));
    this.#iterations = Math.max(1, Math.round((PROBE * ms) / quantile(times, 0.5)));
    this.#ms.length = 0;
  }

  /** Does the arithmetic once, and keeps how long it took; nothing before it is calibrated. */
  time(): void {
    if (this.#iterations > 0) this.#ms.push(this.#run(this.#iterations));
  }

  /** The 99th percentile of its times, ms. */
  get p99Ms(): number {
    if (this.#ms.length === 0) throw new Error("the fixed work was not timed");
    return rounded(quantile(this.#ms, 0.99));
  }

  #run(iterations: number): number {
    const startedMs = performance.now();
    let state = this.#sink | 1;
    for (let at = 0; at < iterations; at++)
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    this.#sink = state;
    return performance.now() - startedMs;
  }
}
