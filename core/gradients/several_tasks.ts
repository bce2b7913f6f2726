import { tf } from "../../deps.ts";
import { share } from "../arena/layout.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { stackGradients } from "../arena/stack_gradients.ts";
import type { Batch } from "../data/feeder.ts";
import { checkLoss, lossTasks, taskLosses } from "../metrics/objective_metrics.ts";
import type { Task } from "../ports/gradient_aggregator.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { Combination } from "../ports/reports/aggregation_report.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import { type CombinationRule, combinedSquare, combineTasks } from "./combination.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { gramOfRows, gramReadsRows, readGram } from "./gram.ts";
import { type GroupRows, largestLayerNorms, layerNorms } from "./layer_norms.ts";
import { releaseTapeOnThrow } from "./release_tape_on_throw.ts";
import { combineRows } from "./rows.ts";
import { type GradientOf, severalGradients } from "./several_gradients.ts";
import { type Row, taskGradients } from "./task_gradients.ts";
import { checkRows, hostTasks, seedTasks } from "./tasks.ts";

// P = numbers in a parameter group, G = groups, S = losses, penalty if there is one, metrics
// R = rows: a gradient for each task, and that of the penalty if there is one

/** What a step's gradients are made from. */
export interface SeveralTasksParts {
  readonly host: Host;
  readonly objective: Objective;
  readonly groups: ParameterGroups;
  /** Those that are grafted in are tasks. */
  readonly seeds: Pick<SeedTraining, "grafted">;
  readonly rule: CombinationRule;
  /** How many weights are named for each task in a sampled step. */
  readonly topLayerNorms: number;
  /** Called when the losses are there, and the backward passes begin. */
  readonly onForward?: () => void;
}

/** The gradients of several losses and of grafted seeds, a row each, which the aggregator makes one of. */
export class SeveralTasks implements GradientRule {
  readonly #parts: SeveralTasksParts;
  readonly #hostTasks: readonly Task[];

  constructor(parts: SeveralTasksParts) {
    this.#parts = parts;
    this.#hostTasks = hostTasks(parts.objective);
  }

  get readsGradients(): boolean {
    return gramReadsRows();
  }

  differentiate(batch: Batch): BatchGradient {
    const { groups } = this.#parts;
    const kept: tf.Tensor[] = [];
    const keep = <T extends tf.Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor));
      return tensor;
    };
    const scalars: tf.Scalar[] = [];
    let gradients: tf.Tensor2D[] = [];
    const forward = () => {
      const { losses, metrics } = this.#forward(batch);
      scalars.push(...[...losses, ...metrics].map(keep));
      this.#parts.onForward?.();
      return losses;
    };
    const stack = (rows: readonly Row[]) => {
      const { variables } = groups;
      const named = rows.map(
        (row) => new Map(row.map((g, at) => [variables[at] as tf.Variable, g])),
      );
      gradients = [...groups].map((group) => keep(stackGradients(group, named)));
    };
    try {
      releaseTapeOnThrow(() =>
        severalGradients(forward, (losses, gradientOf) => stack(this.#rows(losses, gradientOf))),
      );
      // Handles that are not kept, so that the caller's tidy has its way with them.
      const count = this.#parts.objective.countOf?.(batch.targets, batch.weights);
      const metrics_S = tf.stack(scalars) as tf.Tensor1D;
      return { gradients: gradients.map(share), metrics_S, ...(count && { count }) };
    } finally {
      tf.dispose(kept);
    }
  }

  measure(
    gradients: readonly tf.Tensor[],
    _: BatchGradient["squares_G"],
    sampled = false,
  ): tf.Tensor1D {
    const grams = gradients.map((rows_RP) => gramOfRows(rows_RP as tf.Tensor2D).flatten());
    const layers = this.#namesLayers(sampled) ? [layerNorms(this.#rowsOf(gradients))] : [];
    return tf.concat1d([...grams, ...layers.map((norms_RL) => norms_RL.flatten())]);
  }

  conclude(
    gradients: readonly tf.Tensor[],
    metrics_S: Float32Array,
    measured: Float32Array,
    sampled: boolean,
  ): StepGradient {
    const { rule, groups } = this.#parts;
    const rows = (gradients[0] as tf.Tensor).shape[0] as number;
    const length = 2 * rows * rows;
    const grams_GRR = gradients.map((rows_RP, group) =>
      readGram(measured.subarray(group * length, (group + 1) * length), rows_RP as tf.Tensor2D),
    );
    const tasks = this.#tasks();
    const hosts = this.#hostTasks.length;
    // A seed has no loss of its own here: what is wrong with its gradient shows in that.
    const losses = tasks.map((_, task) => (task < hosts ? (metrics_S[task] as number) : 0));
    const combination = combineTasks(rule, tasks, sumOf(grams_GRR), losses);
    const metrics = this.#passMetrics(metrics_S, rows > tasks.length, combination);
    const { weights_R, dropped } = combination;
    const none = this.#hostTasks.every((_, task) => dropped.includes(task));
    const squares = grams_GRR.map((gram_RR) => combinedSquare(gram_RR, weights_R));
    const step = {
      gradients: none
        ? []
        : gradients.map((rows_RP) => combineRows(rows_RP as tf.Tensor2D, weights_R)),
      metrics,
      norm: none ? Number.NaN : Math.sqrt(squares.reduce((sum, square) => sum + square, 0)),
      norms: groups.names.map((name, group) =>
        dropped.some((task) => tasks[task]?.name === name && task >= hosts)
          ? Number.NaN
          : Math.sqrt(squares[group] as number),
      ),
      combination: this.#namesLayers(sampled)
        ? {
            ...combination,
            layers: largestLayerNorms(
              this.#rowsOf(gradients),
              measured.subarray(gradients.length * length),
              this.#parts.topLayerNorms,
            ),
          }
        : combination,
    };
    tf.dispose(gradients as tf.Tensor[]);
    return step;
  }

  /** Whether the weights are named in which a task's gradient is longest. */
  #namesLayers(sampled: boolean): boolean {
    return sampled && this.#parts.topLayerNorms > 0;
  }

  #rowsOf(gradients: readonly tf.Tensor[]): readonly GroupRows[] {
    return [...this.#parts.groups].map(({ layout }, at) => ({
      layout,
      rows_RP: gradients[at] as tf.Tensor2D,
    }));
  }

  #tasks(): readonly Task[] {
    return [...this.#hostTasks, ...seedTasks(this.#parts.seeds.grafted)];
  }

  /** Losses of the tasks, and of the penalty if there is one; then metrics of the batch. */
  #forward(batch: Batch): { losses: tf.Scalar[]; metrics: readonly tf.Scalar[] } {
    const { host, objective } = this.#parts;
    const { inputs, targets, weights } = batch;
    const outputs = host.forward(inputs, true);
    const several = lossTasks(objective).length > 0;
    const losses = several
      ? [...taskLosses(objective, outputs, targets, weights)]
      : [checkLoss(objective.name, objective.loss(outputs, targets, weights))];
    const penalty = host.penalty();
    if (penalty) losses.push(penalty);
    return { losses, metrics: objective.computeMetrics(outputs, targets, weights) };
  }

  /** A gradient for each host task, each grafted seed, and the penalty if there is one. */
  #rows(losses: readonly tf.Scalar[], gradientOf: GradientOf): readonly Row[] {
    const { groups, seeds } = this.#parts;
    const hosts = this.#hostTasks.length;
    const weighted = losses.map((loss, at) => ({ loss, weight: this.#hostTasks[at]?.weight ?? 1 }));
    const sharing = seeds.grafted.map(({ share, takeOutput }) => ({ share, output: takeOutput() }));
    const { ofLosses, ofSeeds } = taskGradients(weighted, sharing, groups.variables, gradientOf);
    if (sharing.length === 0) checkRows(this.#hostTasks, ofLosses);
    return [...ofLosses.slice(0, hosts), ...ofSeeds, ...ofLosses.slice(hosts)];
  }

  /** The loss of the tasks that are not left out, penalty included; each loss's own if there are several; metrics. */
  #passMetrics(
    metrics_S: Float32Array,
    hasPenalty: boolean,
    { dropped }: Combination,
  ): Float32Array {
    const hosts = this.#hostTasks.length;
    const losses = hosts + (hasPenalty ? 1 : 0);
    let loss = 0;
    for (let at = 0; at < losses; at++) {
      const weight = this.#hostTasks[at]?.weight ?? 1;
      if (at >= hosts || !dropped.includes(at)) loss += weight * (metrics_S[at] as number);
    }
    const none = this.#hostTasks.every((_, task) => dropped.includes(task));
    const own = hosts > 1 ? metrics_S.subarray(0, hosts) : [];
    return Float32Array.of(none ? Number.NaN : loss, ...own, ...metrics_S.subarray(losses));
  }
}

function sumOf(grams_GRR: readonly Float64Array[]): Float64Array {
  return (grams_GRR[0] as Float64Array).map((_, at) =>
    grams_GRR.reduce((sum, gram_RR) => sum + (gram_RR[at] as number), 0),
  );
}
