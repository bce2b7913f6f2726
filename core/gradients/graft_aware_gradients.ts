import type { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import type { GradientAggregator, Task } from "../ports/gradient_aggregator.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { seedTasks } from "./tasks.ts";

/** Every so many steps the gradients of seeds are taken one by one although their sum would do, to measure them. */
const MEASURED_EVERY = 10;

/** What decides how the gradients of a step are taken. */
export interface WhileGraftedParts {
  /** Takes the gradient of the loss as a whole. */
  readonly whole: GradientRule;
  /** Takes the gradient of each task, and combines them. */
  readonly parted: GradientRule;
  readonly seeds: Pick<SeedTraining, "grafted" | "parted">;
  readonly aggregator: GradientAggregator;
  /** The loss of the host. */
  readonly hostTask: Task;
  /** Whether the gradients of tasks are clipped one by one. */
  readonly clips: boolean;
  /** Updates done. */
  readonly progress: { readonly step: number };
  /** @default 10 */
  readonly measuredEvery?: number;
}

/**
 * The gradient of one loss in a network in which seeds may be grafted.
 *
 * Each grafted seed is a task, but where the combined gradient of all tasks is the gradient of the loss, it is taken
 * as such, in one pass: the aggregator adds the tasks up, and each seed counts by its share of its slot's output. Every
 * tenth step is taken apart all the same, for the seeds' norms and conflicts in the report, and so is a step whose
 * gradient is not finite, as a seed may be left out of it.
 */
export class WhileGrafted implements GradientRule {
  readonly #parts: WhileGraftedParts;
  #retrying = false;

  constructor(parts: WhileGraftedParts) {
    this.#parts = parts;
  }

  get isDirect(): boolean {
    return this.#parts.seeds.grafted.length === 0 && this.#parts.whole.isDirect === true;
  }

  get readsGradients(): boolean {
    return this.#rule.readsGradients === true;
  }

  differentiate(batch: Batch): BatchGradient {
    const rule = this.#rule;
    this.#parts.seeds.parted = rule === this.#parts.parted;
    return rule.differentiate(batch);
  }

  measure(...step: Parameters<GradientRule["measure"]>): tf.Tensor1D {
    return this.#rule.measure(...step);
  }

  conclude(...step: Parameters<GradientRule["conclude"]>): StepGradient {
    const rule = this.#rule;
    this.#retrying = false;
    return rule.conclude(...step);
  }

  retry(): boolean {
    const { seeds, whole } = this.#parts;
    this.#retrying = seeds.grafted.length > 0 && this.#rule === whole;
    return this.#retrying;
  }

  /** The same from a step's first batch to its end: seeds change between steps. */
  get #rule(): GradientRule {
    const { seeds, whole, parted, progress, measuredEvery = MEASURED_EVERY } = this.#parts;
    if (seeds.grafted.length === 0) return whole;
    if (this.#retrying || progress.step % measuredEvery === 0) return parted;
    return this.#addsUp ? whole : parted;
  }

  /** Whether the tasks' combined gradient is that of the loss. */
  get #addsUp(): boolean {
    const { seeds, aggregator, hostTask, clips } = this.#parts;
    const weightOf = (task: Task) => aggregator.fixedWeight?.(task);
    if (clips || weightOf(hostTask) !== 1) return false;
    const { grafted } = seeds;
    return seedTasks(grafted).every(
      (task, at) => task.weight === grafted[at]?.share && weightOf(task) === 1,
    );
  }
}
