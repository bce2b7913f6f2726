import type { LoopPhase } from "../ports/profiler.ts";

/** Phases by the number that stands for each. */
const PHASES: readonly LoopPhase[] = [
  "idle",
  "forward",
  "backward",
  "aggregate",
  "guard",
  "optimize",
  "telemetry",
  "deferred",
  "validation",
  "boundary",
];

const NUMBER = Object.fromEntries(PHASES.map((phase, at) => [phase, at])) as Readonly<
  Record<LoopPhase, number>
>;

/** Where the training's thread is. */
export interface LoopPosition {
  /** The step that was begun last, from 1; 0 before the first. */
  readonly step: number;
  /** When it was begun, on the monotonic clock of the training's thread, ms. */
  readonly stepAtMs: number;
  readonly phase: LoopPhase;
  /** When it was entered, likewise. */
  readonly phaseAtMs: number;
}

/**
 * Says where the training's thread is, in memory that other threads share: they can tell even while it is inside a long
 * step. Each number is whole at any time; two of them may be of different moments.
 */
export class LoopPlace {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Float64Array;

  /** @param memory That of another thread's. @default new memory */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4 * 8)) {
    this.memory = memory;
    this.#numbers = new Float64Array(memory);
  }

  /** Says that a step begins. */
  step(step: number, nowMs: number): void {
    this.#numbers[0] = step;
    this.#numbers[1] = nowMs;
  }

  /** Says that a phase begins. */
  enter(phase: LoopPhase, nowMs: number): void {
    this.#numbers[2] = NUMBER[phase];
    this.#numbers[3] = nowMs;
  }

  /** Where the training's thread is now. */
  read(): LoopPosition {
    const [step = 0, stepAtMs = 0, phase = 0, phaseAtMs = 0] = this.#numbers;
    return { step, stepAtMs, phase: PHASES[phase] ?? "idle", phaseAtMs };
  }
}
