import { tf } from "../../deps.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Optimizer, OptimizerState } from "../ports/optimizer.ts";
import { layoutOf, share } from "./layout.ts";

// P = numbers in the group

/** What a group is at one moment. Holds the buffers; costs no copy. */
export interface GroupSnapshot {
  readonly parameters_P: tf.Tensor1D;
  readonly statistics: readonly tf.Tensor[];
}

/**
 * Weights that are trained together, as one flat vector: the group's arena.
 *
 * The vector is the truth; the network's variables are assigned pieces of it after each update. Owns the
 * vector and the optimizer's state for it.
 */
export class ParameterGroup {
  /** How the weights lie in the vector. */
  readonly layout: ArenaLayout;
  readonly #parameters: readonly Parameter[];
  readonly #statistics: readonly Parameter[];
  readonly #optimizer: Optimizer;
  #parameters_P: tf.Tensor1D;
  #state: OptimizerState;

  /**
   * @param parameters Weights to train; their values now are where training starts.
   * @param statistics Weights that belong to them and are not trained.
   */
  constructor(
    parameters: readonly Parameter[],
    statistics: readonly Parameter[],
    optimizer: Optimizer,
  ) {
    this.layout = layoutOf(parameters);
    this.#parameters = parameters;
    this.#statistics = statistics;
    this.#optimizer = optimizer;
    this.#parameters_P = this.flatten((parameter) => parameter.variable);
    this.#state = optimizer.init(this.layout);
  }

  /** The network's variables, in the order of the layout. */
  get variables(): tf.Variable[] {
    return this.#parameters.map((parameter) => parameter.variable);
  }

  /** One flat vector, [P], of a tensor for each weight; zeros where there is none. The caller owns it. */
  flatten(tensorOf: (parameter: Parameter) => tf.Tensor | undefined): tf.Tensor1D {
    return tf.tidy(() => {
      const pieces = this.#parameters.map(
        (parameter) =>
          tensorOf(parameter)?.reshape([parameter.variable.size]) ??
          tf.zeros([parameter.variable.size]),
      );
      return pieces.length === 1
        ? share(pieces[0] as tf.Tensor1D)
        : tf.concat1d(pieces as tf.Tensor1D[]);
    });
  }

  /** Moves the weights by `gradients_P`, [P], at `learningRate`. */
  update(gradients_P: tf.Tensor1D, learningRate: number): void {
    const updated = this.#optimizer.update(
      this.#parameters_P,
      gradients_P,
      this.#state,
      learningRate,
    );
    tf.dispose(this.#state.slots as tf.NamedTensorMap);
    this.#state = updated.state;
    this.#replace(updated.parameters_P);
  }

  /** The group as it is now. The caller disposes it. */
  snapshot(): GroupSnapshot {
    return {
      parameters_P: tf.keep(share(this.#parameters_P)),
      statistics: this.#statistics.map(({ variable }) => tf.keep(share(variable as tf.Tensor))),
    };
  }

  /** Puts the weights back to `snapshot`, which stays the caller's; the optimizer's state goes on. */
  restore(snapshot: GroupSnapshot): void {
    this.#replace(share(snapshot.parameters_P));
    this.restoreStatistics(snapshot.statistics);
  }

  /** Handles on the weights that a training pass may change by itself; the caller disposes them. */
  holdStatistics(): tf.Tensor[] {
    return this.#statistics.map(({ variable }) => share(variable as tf.Tensor));
  }

  /** Undoes what a training pass did to the weights that are not trained. */
  restoreStatistics(held: readonly tf.Tensor[]): void {
    this.#statistics.forEach(({ variable }, index) => {
      const copy = share(held[index] as tf.Tensor);
      variable.assign(copy);
      copy.dispose();
    });
  }

  /** Gives back the vector and the optimizer's state. The network keeps its weights. */
  dispose(): void {
    this.#parameters_P.dispose();
    tf.dispose(this.#state.slots as tf.NamedTensorMap);
    tf.dispose(this.#state.constants as tf.NamedTensorMap);
  }

  #replace(parameters_P: tf.Tensor1D): void {
    this.#parameters_P.dispose();
    this.#parameters_P = parameters_P;
    const sizes = this.layout.segments.map((segment) => segment.size);
    const pieces = sizes.length === 1 ? [share(parameters_P)] : tf.split(parameters_P, sizes);
    this.#parameters.forEach(({ variable }, index) => {
      const piece = pieces[index] as tf.Tensor;
      const shaped = piece.reshape(variable.shape);
      variable.assign(shaped);
      tf.dispose([piece, shaped]);
    });
  }
}
