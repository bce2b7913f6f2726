import { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Optimizer, OptimizerState } from "../ports/optimizer.ts";
import { type Flattened, flatten, flattenWithSquare, type TensorOf } from "./flatten.ts";
import { layoutOf, sameLayout, share } from "./layout.ts";
import { piecesOf } from "./pieces_of.ts";

// P = numbers in the group

/** A group at one moment. Shares the memory of its tensors: taking one copies nothing. */
export interface GroupSnapshot {
  readonly layout: ArenaLayout;
  readonly parameters_P: tf.Tensor1D;
  readonly buffers: readonly tf.Tensor[];
}

/** All that a group consists of: a value, replaced as a whole by each update and each change. */
export interface GroupContents {
  /** Weights that are trained. */
  readonly parameters: readonly Parameter[];
  /** Weights that belong to them and are not trained. */
  readonly buffers: readonly Parameter[];
  /** How the weights lie in the vector. */
  readonly layout: ArenaLayout;
  readonly parameters_P: tf.Tensor1D;
  readonly optimizer: Optimizer;
  readonly state: OptimizerState;
}

/** Releases every tensor of `contents`. The network keeps its weights. */
export function disposeContents({ parameters_P, state }: GroupContents): void {
  parameters_P.dispose();
  tf.dispose([state.slots, state.constants] as tf.TensorContainer);
}

/**
 * Weights that are trained together, as one flat vector: the group's arena.
 *
 * The vector is the truth; the network's variables are assigned pieces of it after each update. Owns the
 * vector and the optimizer's state for it. A group may be empty: then an update does nothing.
 */
export class ParameterGroup {
  #name: string;
  #contents: GroupContents;

  /**
   * @param parameters Weights to train; their values now are where training starts.
   * @param buffers Weights that belong to them and are not trained.
   */
  constructor(
    parameters: readonly Parameter[],
    buffers: readonly Parameter[],
    optimizer: Optimizer,
    name: string = "host",
  ) {
    this.#name = name;
    const layout = layoutOf(parameters);
    this.#contents = {
      parameters,
      buffers,
      layout,
      optimizer,
      parameters_P: flatten(parameters, (parameter) => parameter.variable),
      state: optimizer.init(layout),
    };
  }

  get name(): string {
    return this.#name;
  }

  /** What its weights are updated by. */
  get optimizer(): Optimizer {
    return this.#contents.optimizer;
  }

  /** How the weights lie in the vector. */
  get layout(): ArenaLayout {
    return this.#contents.layout;
  }

  /** All that it is now; its tensors stay the group's, and live until the next update or change. */
  get contents(): GroupContents {
    return this.#contents;
  }

  /** The network's variables, in the order of the layout. */
  get variables(): tf.Variable[] {
    return this.#contents.parameters.map((parameter) => parameter.variable);
  }

  /** One flat vector, [P], of a tensor for each weight; zeros where there is none. The caller owns it. */
  flatten(tensorOf: TensorOf): tf.Tensor1D {
    return flatten(this.#contents.parameters, tensorOf);
  }

  /** The same with the sum of its squares, where the backend makes both in one pass. */
  flattenWithSquare(tensorOf: TensorOf): Flattened {
    return flattenWithSquare(this.#contents.parameters, tensorOf);
  }

  /** Moves the weights by `gradients_P`, [P], at `learningRate`. */
  update(gradients_P: tf.Tensor1D, learningRate: number): void {
    const { layout, optimizer, parameters_P, state } = this.#contents;
    if (layout.size === 0) return;
    // Donated: buffers that anyone else holds, such as a snapshot, keep their values.
    const updated = optimizer.update(parameters_P, gradients_P, state, learningRate, true);
    tf.dispose(state.slots as tf.NamedTensorMap);
    this.#contents = { ...this.#contents, state: updated.state };
    this.#replace(this.#constrained(updated.parameters_P));
  }

  /** `parameters_P` with each weight within its constraint; itself, where no weight has one. It is taken over. */
  #constrained(parameters_P: tf.Tensor1D): tf.Tensor1D {
    const { parameters, layout } = this.#contents;
    if (parameters.every(({ constrain }) => !constrain)) return parameters_P;
    const constrained_P = tf.tidy(() => {
      const pieces = piecesOf(parameters_P, layout);
      const values = new Map(
        parameters.map((parameter, at) => {
          const piece = pieces[at] as tf.Tensor;
          return [parameter, parameter.constrain?.(piece) ?? piece];
        }),
      );
      return flatten(parameters, (parameter) => values.get(parameter));
    });
    parameters_P.dispose();
    return constrained_P;
  }

  /**
   * Replaces the contents by `next` and returns the old ones: the caller disposes it, or exchanges
   * it back. Moves pointers only; the variables of `next` must hold its vector already.
   */
  exchange(next: GroupContents): GroupContents {
    const before = this.#contents;
    this.#contents = next;
    return before;
  }

  /** A group of no weights called `name`, to be exchanged for one that is built already. */
  static empty(name: string, optimizer: Optimizer): ParameterGroup {
    return new ParameterGroup([], [], optimizer, name);
  }

  /** Calls the group by another name. */
  rename(name: string): void {
    this.#name = name;
  }

  /** The group as it is now. The caller disposes it. */
  snapshot(): GroupSnapshot {
    const { layout, parameters_P, buffers } = this.#contents;
    return {
      layout,
      parameters_P: tf.keep(share(parameters_P)),
      buffers: buffers.map(({ variable }) => tf.keep(share(variable as tf.Tensor))),
    };
  }

  /**
   * Puts the weights back to `snapshot`, which stays the caller's; the optimizer's state goes on.
   *
   * @throws {TolariaError} `group/changed` if weights came, went or changed their shape since.
   */
  restore(snapshot: GroupSnapshot): void {
    this.checkFits(snapshot);
    this.#replace(share(snapshot.parameters_P));
    this.restoreBuffers(snapshot.buffers);
  }

  /** Throws if the weights are not those of `snapshot`. @throws {TolariaError} `group/changed`. */
  checkFits({ layout }: GroupSnapshot): void {
    if (sameLayout(layout, this.#contents.layout)) return;
    throw new TolariaError(
      "group/changed",
      `The layout of group "${this.#name}" changed after the snapshot was taken. Cannot restore it.`,
    );
  }

  /** Handles on the weights that a training pass may change by itself; the caller disposes them. */
  holdBuffers(): tf.Tensor[] {
    return this.#contents.buffers.map(({ variable }) => share(variable as tf.Tensor));
  }

  /** Undoes what a training pass did to the weights that are not trained. */
  restoreBuffers(held: readonly tf.Tensor[]): void {
    this.#contents.buffers.forEach(({ variable }, index) => {
      const copy = share(held[index] as tf.Tensor);
      variable.assign(copy);
      copy.dispose();
    });
  }

  /** Gives back the vector and the optimizer's state. The network keeps its weights. */
  dispose(): void {
    disposeContents(this.#contents);
  }

  #replace(parameters_P: tf.Tensor1D): void {
    const { parameters, layout } = this.#contents;
    this.#contents.parameters_P.dispose();
    this.#contents = { ...this.#contents, parameters_P };
    if (layout.size === 0) return;
    const pieces = piecesOf(parameters_P, layout);
    parameters.forEach(({ variable }, index) => {
      const piece = pieces[index] as tf.Tensor;
      variable.assign(piece);
      piece.dispose();
    });
  }
}
