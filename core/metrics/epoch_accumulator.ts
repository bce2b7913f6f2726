import { z } from "../../deps.ts";
import { type JsonNumber, JsonNumberSchema, numberToJson } from "../json.ts";
import type { MetricSpec } from "../ports/objective.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { PassMetrics } from "./pass_metrics.ts";

/** What the steps of an epoch come to, as plain JSON. */
export interface AccumulatorState {
  /** Sums of loss and metrics, each over as many examples. */
  readonly sums: readonly JsonNumber[];
  /** Examples behind each sum. */
  readonly examples: readonly number[];
  /** Steps done. */
  readonly steps: number;
  /** Rate of the last of them; null before the first. */
  readonly learningRate: number | null;
}

/** Rules of the fields of {@link AccumulatorState}. */
export const ACCUMULATOR_RULES: {
  readonly [Field in keyof AccumulatorState]: z.ZodType<AccumulatorState[Field]>;
} = {
  sums: z.array(JsonNumberSchema),
  examples: z.array(z.number().min(0)),
  steps: z.int().min(0),
  learningRate: z.number().min(0).nullable(),
};

/** Rules of {@link AccumulatorState}. */
export const AccumulatorSchema: z.ZodType<AccumulatorState> = z.strictObject(ACCUMULATOR_RULES);

/** What the steps of the epoch in progress come to. */
export class EpochAccumulator {
  readonly #specs: readonly MetricSpec[];
  #metrics: PassMetrics;
  #steps = 0;
  #timedSteps = 0;
  #totalMs = 0;
  #learningRate = Number.NaN;

  /** @param specs What is measured besides the loss. */
  constructor(specs: readonly MetricSpec[]) {
    this.#specs = specs;
    this.#metrics = new PassMetrics(specs);
  }

  /** Steps done. */
  get steps(): number {
    return this.#steps;
  }

  /** Rate of the last step; NaN before the first. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Mean duration of a step in this process, ms; NaN before the first. */
  get stepMs(): number {
    return this.#totalMs / this.#timedSteps;
  }

  /** Means so far; NaN before the first step that was applied. */
  get train(): PassReport {
    return this.#metrics.report();
  }

  /** Adds a step. */
  add(step: StepOutcome, stepMs: number): void {
    this.#steps += 1;
    this.#timedSteps += 1;
    this.#totalMs += stepMs;
    this.#learningRate = step.learningRate;
    if (step.applied) this.#metrics.add(step.metrics, step.examples, step.droppedTasks);
  }

  /** Begins another epoch. */
  reset(): void {
    this.#metrics = new PassMetrics(this.#specs);
    this.#steps = 0;
    this.#timedSteps = 0;
    this.#totalMs = 0;
    this.#learningRate = Number.NaN;
  }

  /** All but the time that it took. */
  state(): AccumulatorState {
    const { sums, examples } = this.#metrics.state();
    return {
      sums: sums.map(numberToJson),
      examples,
      steps: this.#steps,
      learningRate: Number.isNaN(this.#learningRate) ? null : this.#learningRate,
    };
  }

  /** Puts it back to `state`. @throws {TolariaError} `state/invalid` where other things were measured. */
  restore({ sums, examples, steps, learningRate }: AccumulatorState): void {
    const metrics = new PassMetrics(this.#specs);
    metrics.restore({ sums: sums.map(Number), examples });
    this.#metrics = metrics;
    this.#steps = steps;
    this.#learningRate = learningRate ?? Number.NaN;
  }
}
