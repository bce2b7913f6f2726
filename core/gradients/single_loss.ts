import { tf } from "../../deps.ts";
import { joined } from "../arena/flatten.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Batch } from "../data/feeder.ts";
import { checkLoss } from "../metrics/objective_metrics.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { releaseTapeOnThrow } from "./release_tape_on_throw.ts";
import { normOf, squaredNorm } from "./squared_norm.ts";
import { noGradient } from "./tasks.ts";

// P = numbers in a parameter group, S = loss and metrics, G = groups

/** The gradient of one loss: a flat vector for each group. */
export class SingleLoss implements GradientRule {
  readonly isDirect = true;
  readonly #host: Host;
  readonly #objective: Objective;
  readonly #groups: ParameterGroups;
  readonly #onForward: () => void;
  /** Whether the loss is known to depend on a weight. */
  #connected = false;

  /** @param onForward Called when the loss is there, and the backward pass begins. */
  constructor(
    host: Host,
    objective: Objective,
    groups: ParameterGroups,
    onForward: () => void = () => {},
  ) {
    this.#host = host;
    this.#objective = objective;
    this.#groups = groups;
    this.#onForward = onForward;
  }

  differentiate(batch: Batch): BatchGradient {
    if (!this.#connected && this.#hasPenalty()) this.#checkConnected(batch);
    const metrics: tf.Scalar[] = [];
    try {
      const { variables } = this.#groups;
      const { value, grads } = releaseTapeOnThrow(() =>
        tf.engine().gradients(() => this.#lossOf(batch, metrics), variables, undefined, true),
      );
      if (!grads.some((gradient) => gradient)) throw noGradient(this.#objective.name);
      this.#connected = true;
      const count = this.#objective.countOf?.(batch.targets, batch.weights);
      const gradientOf = new Map(variables.map((variable, at) => [variable, grads[at]]));
      const flat = this.#groups.flatten(({ variable }) => gradientOf.get(variable));
      return {
        gradients: flat.map(({ flat_P }) => flat_P),
        squares_G: flat.map(({ square }) => square),
        metrics_S: joined([value, ...metrics]),
        ...(count && { count }),
      };
    } finally {
      tf.dispose(metrics);
    }
  }

  measure(
    gradients: readonly tf.Tensor[],
    squares_G: BatchGradient["squares_G"] = [],
  ): tf.Tensor1D {
    return joined(gradients.map((gradients_P, at) => squares_G[at] ?? squaredNorm(gradients_P)));
  }

  conclude(
    gradients: readonly tf.Tensor[],
    metrics: Float32Array,
    squares_G: Float32Array,
  ): StepGradient {
    const norms = gradients.map((gradients_P, at) => normOf(squares_G[at] as number, gradients_P));
    const norm = Math.sqrt(squares_G.reduce((sum, square) => sum + square, 0));
    return {
      gradients: gradients as readonly tf.Tensor1D[],
      metrics,
      norm: Number.isFinite(norm) ? norm : Math.hypot(...norms),
      norms,
    };
  }

  /**
   * Fails if the loss depends on no weight, which a penalty on the weights would hide. Once, by a pass as in a validation:
   * it draws no random number and updates no buffers.
   */
  #checkConnected({ inputs, targets, weights }: Batch): void {
    const { name } = this.#objective;
    const { grads } = releaseTapeOnThrow(() =>
      tf
        .engine()
        .gradients(
          () =>
            checkLoss(
              name,
              this.#objective.loss(this.#host.forward(inputs, false), targets, weights),
            ),
          this.#groups.variables,
          undefined,
          true,
        ),
    );
    tf.dispose(grads);
    if (!grads.some((gradient) => gradient)) throw noGradient(name);
  }

  #hasPenalty(): boolean {
    return tf.tidy(() => this.#host.penalty() !== undefined);
  }

  /** Loss of a batch, penalties included; its metrics are put into `metrics`, kept. */
  #lossOf(batch: Batch, metrics: tf.Scalar[]): tf.Scalar {
    const { inputs, targets, weights } = batch;
    const outputs = this.#host.forward(inputs, true);
    for (const scalar of this.#objective.computeMetrics(outputs, targets, weights)) {
      metrics.push(tf.keep(scalar));
    }
    const loss = checkLoss(this.#objective.name, this.#objective.loss(outputs, targets, weights));
    const penalty = this.#host.penalty();
    const whole = penalty ? loss.add<tf.Scalar>(penalty) : loss;
    this.#onForward();
    return whole;
  }
}
