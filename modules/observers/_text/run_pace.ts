import type { PassReport, ResumeReport, RunPlan, StepReport } from "../../../core/mod.ts";

/** Pace of a run: means over the current epoch and the remaining time. */
export class RunPace {
  readonly #plan: RunPlan;
  readonly #startedMs: number;
  #firstEpoch: number | undefined;
  #epoch = 0;
  #steps = 0;
  #stepsBefore = 0;
  #stepsInEpoch = 0;
  #stepMsSum = 0;
  #lossSum = 0;
  #metricSums: Record<string, number> = {};

  /** @param startedMs Start of the run on the clock of later times, ms. */
  constructor(plan: RunPlan, startedMs: number) {
    this.#plan = plan;
    this.#startedMs = startedMs;
  }

  /** Continues from a checkpoint of a run that began before this process. */
  resume({ checkpoint, firstEpoch, firstStep }: ResumeReport): void {
    this.#firstEpoch = firstEpoch + 1;
    this.#stepsBefore = checkpoint.step - firstStep;
  }

  /** Adds a step. */
  add(step: StepReport): void {
    this.#firstEpoch ??= step.epoch;
    if (step.epoch !== this.#epoch) this.#beginEpoch(step.epoch);
    this.#steps += 1;
    this.#stepsInEpoch += 1;
    this.#stepMsSum += step.stepMs;
    this.#lossSum += step.loss;
    for (const name in step.metrics) {
      this.#metricSums[name] = (this.#metricSums[name] ?? 0) + (step.metrics[name] as number);
    }
  }

  /** Number of the last epoch, if it is known; a second run of a trainer continues the count. */
  lastEpoch(current: number): number | undefined {
    const { epochs } = this.#plan;
    return epochs > 0 ? (this.#firstEpoch ?? current) + epochs - 1 : undefined;
  }

  /** Mean duration of a step in this epoch, ms. */
  get stepMs(): number {
    return this.#stepMsSum / this.#stepsInEpoch;
  }

  /** Mean metrics of this epoch so far. */
  means(): PassReport {
    const metrics: Record<string, number> = {};
    for (const name in this.#metricSums) {
      metrics[name] = (this.#metricSums[name] as number) / this.#stepsInEpoch;
    }
    return { loss: this.#lossSum / this.#stepsInEpoch, metrics };
  }

  /** Estimated time to the end of the run, with validations, seconds; `undefined` if its length is unknown. */
  leftS(nowMs: number): number | undefined {
    const all = this.#plan.epochs * this.#plan.stepsPerEpoch - this.#stepsBefore;
    if (this.#plan.epochs === 0) return undefined;
    const perStepMs = (nowMs - this.#startedMs) / this.#steps;
    return (Math.max(0, all - this.#steps) * perStepMs) / 1000;
  }

  #beginEpoch(epoch: number): void {
    this.#epoch = epoch;
    this.#stepsInEpoch = 0;
    this.#stepMsSum = 0;
    this.#lossSum = 0;
    this.#metricSums = {};
  }
}
