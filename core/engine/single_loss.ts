import { tf } from "../../deps.ts";
import { joined } from "../arena/flatten.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Batch } from "../data/batch_feeder.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { squaredNorm } from "./squared_norm.ts";
import { releasingTape } from "./tape.ts";

// P = numbers in a parameter group, S = loss and measures, G = groups

/** The gradient of one loss: a flat vector for each group. */
export class SingleLoss implements GradientRule {
  readonly #host: Host;
  readonly #objective: Objective;
  readonly #groups: ParameterGroups;
  readonly #onForward: () => void;

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
    const measures: tf.Scalar[] = [];
    try {
      const { value, grads } = releasingTape(() =>
        tf.variableGrads(() => this.#lossOf(batch, measures), this.#groups.variables),
      );
      const flat = this.#groups.flatten(({ variable }) => grads[variable.name]);
      return {
        gradients: flat.map(({ flat_P }) => flat_P),
        squares_G: flat.map(({ square }) => square),
        means_S: joined([value, ...measures]),
      };
    } finally {
      tf.dispose(measures);
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
    means: Float32Array,
    squares_G: Float32Array,
  ): StepGradient {
    return {
      gradients: gradients as readonly tf.Tensor1D[],
      means,
      norm: Math.sqrt(squares_G.reduce((sum, square) => sum + square, 0)),
      norms: Array.from(squares_G, Math.sqrt),
    };
  }

  /** Loss of a batch, penalties included; its measures are put into `measures`, kept. */
  #lossOf(batch: Batch, measures: tf.Scalar[]): tf.Scalar {
    const outputs = this.#host.forward(batch.inputs, true);
    for (const scalar of this.#objective.metrics(outputs, batch.targets)) {
      measures.push(tf.keep(scalar));
    }
    const loss = this.#objective.loss(outputs, batch.targets);
    const penalty = this.#host.penalty();
    const whole = penalty ? loss.add<tf.Scalar>(penalty) : loss;
    this.#onForward();
    return whole;
  }
}
