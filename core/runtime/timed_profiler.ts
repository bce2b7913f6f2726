import type { Clock } from "../ports/clock.ts";
import type { LoopPhase, ProfileReport, Profiler } from "../ports/profiler.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/** A profiler that also adds up, for every step, how long the training's thread spent in each phase. */
export class TimedProfiler implements Profiler {
  readonly #inner: Profiler;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #phase: LoopPhase = "idle";
  #sinceMs: number;
  #times: Partial<Record<LoopPhase, number>> = {};

  /** @param inner Hears of everything too. */
  constructor(inner: Profiler, clock: Pick<Clock, "monotonicMs">) {
    this.#inner = inner;
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
  }

  get name(): string {
    return this.#inner.name;
  }

  get fault(): string | undefined {
    return this.#inner.fault;
  }

  watch(telemetry: Telemetry): Telemetry {
    return this.#inner.watch(telemetry);
  }

  step(number: number | undefined): void {
    this.#inner.step(number);
  }

  enter(phase: LoopPhase): void {
    this.#add();
    this.#phase = phase;
    this.#inner.enter(phase);
  }

  end(): ProfileReport | undefined {
    return this.#inner.end();
  }

  /** Time of each phase since the last call, ms. */
  takeTimes(): Readonly<Partial<Record<LoopPhase, number>>> {
    this.#add();
    const times = this.#times;
    this.#times = {};
    return times;
  }

  #add(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#times[this.#phase] = (this.#times[this.#phase] ?? 0) + nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
  }
}
