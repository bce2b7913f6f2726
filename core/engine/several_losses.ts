import { tf } from "../../deps.ts";
import {
  type Combination,
  type CombinationRule,
  combinedSquare,
  combineTasks,
} from "../aggregation/combination.ts";
import { largestLayerNorms } from "../aggregation/layer_norms.ts";
import { combineRows, gramOfRows } from "../aggregation/rows.ts";
import { share } from "../arena/layout.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { stackGradients } from "../arena/stack_gradients.ts";
import type { Batch } from "../data/batch_feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Task } from "../ports/gradient_aggregator.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { gradientsOfEach } from "./gradients_of_each.ts";
import { lossTasks, taskLosses } from "./pass_measures.ts";
import { releasingTape } from "./tape.ts";

// P = numbers in a parameter group, G = groups, S = losses, penalty where there is one, measures
// R = rows: a gradient for each task, and that of the penalty where there is one

/** The gradients of several losses, a row each, which the aggregator makes one of. */
export class SeveralLosses implements GradientRule {
  readonly #host: Host;
  readonly #objective: Objective;
  readonly #groups: ParameterGroups;
  readonly #rule: CombinationRule;
  readonly #tasks: readonly Task[];
  readonly #topLayerNorms: number;
  readonly #onForward: () => void;

  /**
   * @param topLayerNorms How many weights are named for each task in a sampled step.
   * @param onForward Called when the losses are there, and the backward passes begin.
   */
  constructor(
    host: Host,
    objective: Objective,
    groups: ParameterGroups,
    rule: CombinationRule,
    topLayerNorms = 0,
    onForward: () => void = () => {},
  ) {
    this.#onForward = onForward;
    this.#topLayerNorms = topLayerNorms;
    this.#host = host;
    this.#objective = objective;
    this.#groups = groups;
    this.#rule = rule;
    this.#tasks = hostTasks(objective);
  }

  differentiate(batch: Batch): BatchGradient {
    const { variables } = this.#groups;
    const kept: tf.Tensor[] = [];
    const keep = <T extends tf.Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor));
      return tensor;
    };
    const scalars: tf.Scalar[] = [];
    let gradients: tf.Tensor2D[] = [];
    const forward = () => {
      const { losses, measures } = this.#forward(batch);
      scalars.push(...[...losses, ...measures].map(keep));
      this.#onForward();
      return losses;
    };
    const stack = (rows: readonly (readonly (tf.Tensor | null)[])[]) => {
      const named = rows.map(
        (row, task) => new Map(this.#checkRow(row, task).map((g, at) => [variables[at], g])),
      ) as ReadonlyMap<tf.Variable, tf.Tensor | null>[];
      gradients = [...this.#groups].map((group) => keep(stackGradients(group, named)));
    };
    try {
      releasingTape(() => gradientsOfEach(forward, variables, stack));
      // Handles that are not kept, so that the caller's tidy has its way with them.
      return { gradients: gradients.map(share), means_S: tf.stack(scalars) as tf.Tensor1D };
    } finally {
      tf.dispose(kept);
    }
  }

  measure(gradients: readonly tf.Tensor[]): tf.Tensor1D {
    return tf.concat1d(gradients.map((rows_RP) => gramOfRows(rows_RP as tf.Tensor2D).flatten()));
  }

  conclude(
    gradients: readonly tf.Tensor[],
    means_S: Float32Array,
    grams: Float32Array,
    sampled: boolean,
  ): StepGradient {
    const rows = (gradients[0] as tf.Tensor).shape[0] as number;
    const grams_GRR = gradients.map((_, group) =>
      Float64Array.from(grams.subarray(group * rows * rows, (group + 1) * rows * rows)),
    );
    const combination = combineTasks(this.#rule, this.#tasks, sumOf(grams_GRR), means_S);
    const means = this.#passMeans(means_S, rows, combination);
    const { weights_R, dropped } = combination;
    const none = dropped.length === this.#tasks.length;
    const squares = grams_GRR.map((gram_RR) => combinedSquare(gram_RR, weights_R));
    const step = {
      gradients: none
        ? []
        : gradients.map((rows_RP) => combineRows(rows_RP as tf.Tensor2D, weights_R)),
      means,
      norm: none ? Number.NaN : Math.sqrt(squares.reduce((sum, square) => sum + square, 0)),
      norms: squares.map(Math.sqrt),
      combination: sampled ? { ...combination, ...this.#layersOf(gradients) } : combination,
    };
    tf.dispose(gradients as tf.Tensor[]);
    return step;
  }

  #layersOf(gradients: readonly tf.Tensor[]): Pick<Combination, "layers"> {
    if (this.#topLayerNorms === 0) return {};
    const groups = [...this.#groups].map(({ layout }, at) => ({
      layout,
      rows_RP: gradients[at] as tf.Tensor2D,
    }));
    return { layers: largestLayerNorms(groups, this.#topLayerNorms) };
  }

  /** Losses of the tasks, and of the penalty where there is one; then measures of the batch. */
  #forward(batch: Batch): { losses: tf.Scalar[]; measures: readonly tf.Scalar[] } {
    const outputs = this.#host.forward(batch.inputs, true);
    const losses = [...taskLosses(this.#objective, outputs, batch.targets)];
    const penalty = this.#host.penalty();
    if (penalty) losses.push(penalty);
    return { losses, measures: this.#objective.metrics(outputs, batch.targets) };
  }

  #checkRow<G>(row: readonly (G | null)[], task: number): readonly (G | null)[] {
    const name = this.#tasks[task]?.name;
    // A penalty may be of weights that are frozen.
    if (name === undefined || row.some((gradient) => gradient)) return row;
    throw new TolariaError(
      "objective/no-gradient",
      `Cannot train task '${name}' as its loss must depend on a weight that is trained: it depends on none`,
    );
  }

  /** The loss of the tasks that are not left out, penalty included, then each task's, then the measures. */
  #passMeans(means_S: Float32Array, rows: number, { dropped }: Combination): Float32Array {
    const tasks = this.#tasks.length;
    let loss = dropped.length === tasks ? Number.NaN : 0;
    for (let row = 0; row < rows; row++) {
      const weight = this.#tasks[row]?.weight ?? 1;
      if (!dropped.includes(row)) loss += weight * (means_S[row] as number);
    }
    return Float32Array.of(loss, ...means_S.subarray(0, tasks), ...means_S.subarray(rows));
  }
}

/** The losses of an objective as tasks of the host. */
export function hostTasks(objective: Objective): readonly Task[] {
  return lossTasks(objective).map(({ name, weight }) => ({ name, role: "host", weight }));
}

function sumOf(grams_GRR: readonly Float64Array[]): Float64Array {
  return (grams_GRR[0] as Float64Array).map((_, at) =>
    grams_GRR.reduce((sum, gram_RR) => sum + (gram_RR[at] as number), 0),
  );
}
