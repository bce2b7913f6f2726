import { type RunObserver, type StepReport, wholePower } from "../../core/mod.ts";
import type { CheckedRangeTestOptions } from "./options.ts";
import type { RangePoint } from "./range_test.ts";

/**
 * Watches the run of a range test, smooths its losses and ends it.
 *
 *     a <- smoothing a + (1 - smoothing) loss,  smoothed = a / (1 - smoothing^n)
 *
 * after n steps, bias-corrected as Adam's moments.
 */
export class RampRecorder implements RunObserver {
  readonly points: RangePoint[] = [];
  /** Why the recorder itself ended the run. */
  ended: "completed" | "diverged" | undefined;
  readonly #options: CheckedRangeTestOptions;
  readonly #stop: () => void;
  #average = 0;
  #lowest = Number.POSITIVE_INFINITY;
  #seen = 0;

  /** @param stop Ends the run after the step in progress. */
  constructor(options: CheckedRangeTestOptions, stop: () => void) {
    this.#options = options;
    this.#stop = stop;
  }

  onStep({ loss, learningRate }: StepReport): void {
    if (this.ended !== undefined) return;
    const { steps, divergence, onPoint } = this.#options;
    if (!Number.isFinite(loss)) {
      this.#end("diverged");
      return;
    }
    const point = { step: this.#seen + 1, rate: learningRate, loss, smoothed: this.#smooth(loss) };
    this.points.push(point);
    this.#lowest = Math.min(this.#lowest, point.smoothed);
    onPoint?.(point, steps);
    if (point.smoothed > divergence * this.#lowest) this.#end("diverged");
    else if (this.#seen >= steps) this.#end("completed");
  }

  #smooth(loss: number): number {
    const { smoothing } = this.#options;
    this.#seen += 1;
    this.#average = smoothing * this.#average + (1 - smoothing) * loss;
    return this.#average / (1 - wholePower(smoothing, this.#seen));
  }

  #end(reason: "completed" | "diverged"): void {
    this.ended = reason;
    this.#stop();
  }
}
