import {
  type Column,
  type Host,
  type MetricSpec,
  OBJECTIVE,
  type Objective,
  TolariaError,
  type ValueLimit,
} from "../../core/mod.ts";
import { ContainerModule, type tf } from "../../deps.ts";
import type { CompiledLoss, CompiledMetric, CompiledModel } from "./compiled_model.ts";

// B = examples in the batch

/** Losses that want targets of the same shape as the outputs. */
const LIKE_OUTPUT = ["meanSquaredError", "binaryCrossentropy", "categoricalCrossentropy"];

/** Name of the loss whose targets are class numbers. */
const SPARSE = "sparseCategoricalCrossentropy";

/** Metrics that are better when higher, as EarlyStopping of Keras tells them by their names. */
const HIGHER = /acc|auc|precision|recall|r2/i;

/** How the losses are fed, and how they count: an entry for each output. */
export interface LossTargets {
  /** Name of the target column. */
  readonly columns: readonly string[];
  /** Factor of the loss. */
  readonly factors: readonly number[];
  /** Index of the target column that weights the examples; undefined for none. */
  readonly weights: readonly (number | undefined)[];
}

/**
 * The loss and the metrics that a model was compiled with.
 *
 *     loss = sum_o f_o mean(w_o loss_o(target_o, output_o))
 *
 * with the factor f of an output and the weights w of its examples, which metrics leave out, as in Keras.
 */
class CompiledObjective implements Objective {
  readonly name = "compiled";
  readonly metrics: readonly MetricSpec[];
  readonly #losses: readonly CompiledLoss[];
  readonly #metrics: readonly CompiledMetric[];
  readonly #targets: LossTargets;

  constructor({ losses, metrics }: CompiledModel, targets: LossTargets) {
    this.metrics = metrics.map(({ name, compare }) => ({
      name,
      better: compare && HIGHER.test(name) ? "higher" : "lower",
    }));
    this.#losses = losses;
    this.#metrics = metrics;
    this.#targets = targets;
  }

  check(host: Host, targets: readonly Column[]): void {
    this.#losses.forEach(({ name, output }, index) => {
      const shape = host.outputShapes[index] as readonly (number | null)[];
      checkTarget(name, output, shape, targets[index] as Column);
    });
  }

  limitOf({ outputShapes }: Host, target: Column): ValueLimit | undefined {
    const index = this.#targets.columns.indexOf(target.name);
    const classes = outputShapes[index]?.at(-1);
    if (this.#losses[index]?.name !== SPARSE || typeof classes !== "number") return undefined;
    return { below: classes, reason: `output "${target.name}" has ${classes} classes` };
  }

  loss(outputs: readonly tf.Tensor[], targets: readonly tf.Tensor[]): tf.Scalar {
    return this.#losses
      .map((_, index) => {
        const factor = this.#targets.factors[index] as number;
        const loss = this.#lossOf(index, outputs, targets);
        return factor === 1 ? loss : loss.mul<tf.Scalar>(factor);
      })
      .reduce((sum, loss) => sum.add(loss));
  }

  computeMetrics(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
  ): readonly tf.Scalar[] {
    return this.#metrics.map(({ output, compare }) =>
      compare
        ? compare(targets[output] as tf.Tensor, outputs[output] as tf.Tensor)
            .cast("float32")
            .mean<tf.Scalar>()
        : this.#lossOf(output, outputs, targets),
    );
  }

  #lossOf(index: number, outputs: readonly tf.Tensor[], targets: readonly tf.Tensor[]): tf.Scalar {
    const { compare, output } = this.#losses[index] as CompiledLoss;
    const losses = compare(targets[index] as tf.Tensor, outputs[index] as tf.Tensor);
    const column = this.#targets.weights[index];
    return column === undefined
      ? losses.mean()
      : weightedMean(losses, targets[column] as tf.Tensor, output);
  }
}

/** Mean of `losses`, [B, ...], each times its weight, [B] or [B, T]. */
function weightedMean(losses: tf.Tensor, weights: tf.Tensor, output: string): tf.Scalar {
  if (losses.rank < weights.rank) {
    throw new TolariaError(
      "options/invalid",
      `The loss of output "${output}" must have shape [${weights.shape.join(", ")}] to be weighted, but has [${losses.shape.join(", ")}]: leave the mean over the examples to fit(). Cannot fit with classWeight or sampleWeight.`,
    );
  }
  const broad = [...weights.shape, ...losses.shape.slice(weights.rank).map(() => 1)];
  return losses.mul(weights.reshape(broad)).mean();
}

function checkTarget(
  loss: string | undefined,
  output: string,
  shape: readonly (number | null)[],
  target: Column,
): void {
  if (loss === undefined) return;
  const classes = shape.at(-1);
  if (loss === "categoricalCrossentropy" && target.shape.at(-1) === 1 && classes !== 1) {
    refuse(output, target, `one row of ${classes} classes`, `, or the loss must be "${SPARSE}"`);
  }
  const wanted = loss === SPARSE ? [...shape.slice(0, -1), 1] : shape;
  if (!LIKE_OUTPUT.includes(loss) && loss !== SPARSE) return;
  const fits =
    wanted.length === target.shape.length &&
    wanted.every((size, axis) => size === null || size === target.shape[axis]);
  if (!fits) refuse(output, target, `of shape [${wanted.map((size) => size ?? "?").join(", ")}]`);
}

function refuse(output: string, { shape }: Column, rule: string, way = ""): never {
  throw new TolariaError(
    "host/unsupported",
    `A target of output "${output}" must be ${rule}${way}, but has shape [${shape.join(", ")}]. Cannot fit.`,
  );
}

/** Makes what a model was compiled with the run's objective. */
export function compiledObjective(compiled: CompiledModel, targets: LossTargets): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(new CompiledObjective(compiled, targets));
  });
}
