import {
  type Column,
  type Host,
  jsonSafe,
  type Objective,
  runFused,
  type ValueLimit,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { Pair } from "./check.ts";
import {
  type ClassLossOptions,
  checkClasses,
  countOfClasses,
  flatTargets,
  keptClasses,
  limitOfClasses,
  probabilities,
  rowsOf,
} from "./class_targets.ts";
import { countedMean, lossFactors, masks } from "./factors.ts";

// S = positions, [B, ...axes]; R = all of them in a row; C = classes

/** What a loss over classes is made of. */
export interface ClassRule extends ClassLossOptions {
  /** Name in spans and reports. */
  readonly name: string;
  /** Function that makes it. */
  readonly maker: string;
  /** What that function was given. @default nothing */
  readonly options?: object | undefined;
  /** Mean loss of rows that count alike. */
  mean(outputs_RC: tf.Tensor2D, targets: tf.Tensor1D | tf.Tensor2D): tf.Scalar;
  /** Sum of the losses of rows, each times its factor. */
  weighted(outputs_RC: tf.Tensor2D, targets_RC: tf.Tensor2D, factors_R: tf.Tensor1D): tf.Scalar;
  /** Throws if the output does not fit. */
  check?(pair: Pair): void;
}

/** Both means of a loss of rows, [R]. */
export function meansOfRows(
  losses: (outputs_RC: tf.Tensor2D, targets_RC: tf.Tensor2D) => tf.Tensor,
): Pick<ClassRule, "mean" | "weighted"> {
  return {
    mean: (outputs_RC, targets) =>
      losses(outputs_RC, probabilities(targets, outputs_RC.shape[1])).mean(),
    weighted: (outputs_RC, targets_RC, factors_R) =>
      losses(outputs_RC, targets_RC).mul(factors_R).sum(),
  };
}

/** A loss over the classes of each position. Measures accuracy too. */
export class ClassObjective implements Objective {
  readonly name: string;
  readonly origin: Objective["origin"];
  readonly metrics = [{ name: "accuracy", better: "higher" }] as const;
  readonly #rule: ClassRule;

  constructor(rule: ClassRule) {
    this.name = rule.name;
    this.origin = { provider: rule.maker, options: jsonSafe(rule.options ?? {}) };
    this.#rule = rule;
  }

  check(host: Host, targets: readonly Column[], weights?: Column): void {
    const pair = checkClasses(this.#rule.maker, host, targets, weights, this.#rule);
    this.#rule.check?.(pair);
  }

  limitOf(host: Host, column: Column): ValueLimit | undefined {
    return limitOfClasses(this.#rule.maker, host, column, this.#rule.ignore);
  }

  loss(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): tf.Scalar {
    const [x, y] = [outputs as tf.Tensor, targets as tf.Tensor];
    const { classWeights, ignore, mean, weighted } = this.#rule;
    const flat = flatTargets(x, y);
    const outputs_RC = rowsOf(x);
    const kept_S = keptClasses(x, y, ignore);
    if (!weights && !kept_S && !classWeights) return mean(outputs_RC, flat);
    const targets_RC = probabilities(flat, outputs_RC.shape[1], kept_S);
    const shape = x.shape.slice(0, -1);
    const even_R = () => tf.fill([outputs_RC.shape[0]], 1 / outputs_RC.shape[0]);
    const factors_R = lossFactors(shape, weights, kept_S)?.flatten() ?? even_R();
    if (!classWeights) return weighted(outputs_RC, targets_RC, factors_R as tf.Tensor1D);
    const ofClass_R = targets_RC.mul(tf.tensor1d([...classWeights])).sum(-1);
    return weighted(outputs_RC, targets_RC, factors_R.mul(ofClass_R) as tf.Tensor1D);
  }

  computeMetrics(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[] {
    const [x, y] = [outputs as tf.Tensor, targets as tf.Tensor];
    const kept_S = keptClasses(x, y, this.#rule.ignore);
    if (!kept_S && !masks(weights)) {
      const both = { scores: rowsOf(x), targets: flatTargets(x, y) };
      const fused = runFused("TolariaAccuracy", both, {});
      if (fused) return fused;
    }
    const actual_S = y.rank < x.rank ? y : y.argMax(-1);
    const right_S = x.argMax(-1).equal(actual_S).cast("float32");
    return [countedMean(right_S, weights, kept_S)];
  }

  countOf(targets: readonly tf.Tensor[], weights?: tf.Tensor): tf.Scalar | undefined {
    return countOfClasses(targets, weights, this.#rule.ignore);
  }
}
