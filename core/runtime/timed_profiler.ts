import type { Clock } from "../ports/clock.ts";
import type { LoopPhase, ProfileReport, Profiler } from "../ports/profiler.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { LoopPlace } from "./loop_place.ts";

/** A profiler that also adds up, for every step, how long the training's thread spent in each phase, and shows where it is. */
export class TimedProfiler implements Profiler {
  readonly #inner: Profiler;
  readonly #clock: Pick<Clock, "monotonicMs">;
  /** Where the training's thread is, for other threads. */
  readonly place: LoopPlace = new LoopPlace();
  #phase: LoopPhase = "idle";
  #sinceMs: number;
  #times: Partial<Record<LoopPhase, number>> = {};

  /** @param inner Hears of everything too. */
  constructor(inner: Profiler, clock: Pick<Clock, "monotonicMs">) {
    this.#inner = inner;
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
    this.place.enter("idle", this.#sinceMs);
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

  /** Says that a step begins, whether it is profiled or not. @param number From 1. */
  begin(number: number): void {
    this.place.step(number, this.#clock.monotonicMs());
  }

  enter(phase: LoopPhase): void {
    this.#add();
    this.place.enter(phase, this.#sinceMs);
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
