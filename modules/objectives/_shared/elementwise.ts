import {
  type Column,
  type Host,
  jsonSafe,
  type MetricSpec,
  OBJECTIVE,
  type Objective,
} from "../../../core/mod.ts";
import { ContainerModule, type tf } from "../../../deps.ts";
import { checkSameShape, checkWeights, onlyPair, type Pair } from "./check.ts";
import { countedMean, countOf, keptTargets, meanLoss } from "./factors.ts";

// S = positions of the batch, [B, ...axes]

/** A loss that compares each output with a target of its own. */
export interface ElementwiseRule {
  /** Name in spans and reports. */
  readonly name: string;
  /** Function that makes it. */
  readonly maker: string;
  /** What that function was given. @default nothing */
  readonly options?: object | undefined;
  /** Numbers of the last axis that one loss is of. @default each number has its own */
  readonly rows?: boolean;
  /** Targets of this value are left out. @default none */
  readonly ignore?: number | undefined;
  /** Losses of shape S; without the last axis if it is one of `rows`. */
  losses(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor;
  /** Further metrics of the same shape, by name. @default none */
  readonly metrics?: Readonly<
    Record<
      string,
      {
        readonly better: MetricSpec["better"];
        values(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor;
      }
    >
  >;
  /** Throws if the output does not fit. */
  check?(pair: Pair): void;
}

/** A target in the shape of its output, of which an axis of one may be missing. */
function like(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return outputs.rank === targets.rank ? targets : targets.reshape(outputs.shape);
}

/** A loss of pairs of numbers as an objective. */
export class Elementwise implements Objective {
  readonly name: string;
  readonly origin: Objective["origin"];
  readonly metrics: readonly MetricSpec[];
  readonly #rule: ElementwiseRule;

  constructor(rule: ElementwiseRule) {
    this.name = rule.name;
    this.origin = { provider: rule.maker, options: jsonSafe(rule.options ?? {}) };
    this.metrics = Object.entries(rule.metrics ?? {}).map(([name, { better }]) => ({
      name,
      better,
    }));
    this.#rule = rule;
  }

  check(host: Host, targets: readonly Column[], weights?: Column): void {
    const { maker, rows, check } = this.#rule;
    const pair = onlyPair(maker, host, targets);
    checkSameShape(maker, pair);
    checkWeights(maker, weights, rows ? pair.output.slice(0, -1) : pair.output);
    check?.(pair);
  }

  loss(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): tf.Scalar {
    const y = like(outputs as tf.Tensor, targets as tf.Tensor);
    return meanLoss(this.#rule.losses(outputs as tf.Tensor, y), weights, this.#kept(y));
  }

  computeMetrics(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[] {
    const y = like(outputs as tf.Tensor, targets as tf.Tensor);
    return Object.values(this.#rule.metrics ?? {}).map(({ values }) =>
      countedMean(values(outputs as tf.Tensor, y), weights, this.#kept(y)),
    );
  }

  countOf([targets]: readonly tf.Tensor[], weights?: tf.Tensor): tf.Scalar | undefined {
    const y = targets as tf.Tensor;
    // Every position has as many numbers.
    const shape = weights && this.#rule.ignore === undefined ? weights.shape : y.shape;
    return countOf(shape, weights, this.#kept(y));
  }

  #kept(targets: tf.Tensor): tf.Tensor | undefined {
    return keptTargets(targets, this.#rule.ignore);
  }
}

/** The module that makes a loss of pairs of numbers the run's objective. */
export function bindElementwise(rule: ElementwiseRule): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(new Elementwise(rule));
  });
}

/** The mean absolute error beside a loss of regression. */
export const MAE: NonNullable<ElementwiseRule["metrics"]> = {
  mae: { better: "lower", values: (outputs, targets) => outputs.sub(targets).abs() },
};
