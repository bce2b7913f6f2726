import { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Optimizer, OptimizerState } from "../ports/optimizer.ts";
import { type Flattened, flatten, flattenWithSquare, type TensorOf } from "./flatten.ts";
import { layoutOf, sameLayout, share } from "./layout.ts";
import { piecesOf } from "./pieces_of.ts";

// P = numbers in the group

/** Snapshot of a group. It shares the tensors' memory, so taking one copies nothing. */
export interface GroupSnapshot {
  readonly layout: ArenaLayout;
  readonly parameters_P: tf.Tensor1D;
  readonly buffers: readonly tf.Tensor[];
}

/** Contents of a group: an immutable value that each update and each change replaces. */
export interface GroupContents {
  /** Trained weights. */
  readonly parameters: readonly Parameter[];
  /** Weights of the same layers that are not trained. */
  readonly buffers: readonly Parameter[];
  /** Layout of the weights in the vector. */
  readonly layout: ArenaLayout;
  readonly parameters_P: tf.Tensor1D;
  readonly optimizer: Optimizer;
  readonly state: OptimizerState;
}

/** Disposes every tensor of `contents`. The network keeps its weights. */
export function disposeContents({ parameters_P, state }: GroupContents): void {
  parameters_P.dispose();
  tf.dispose([state.slots, state.constants] as tf.TensorContainer);
}

/**
 * Weights that train together, stored as one flat vector: the group's arena.
 *
 * The vector is the source of truth; each update assigns its pieces to the network's variables. Owns the
 * vector and the optimizer's state. Updates of an empty group do nothing.
 */
export class ParameterGroup {
  #name: string;
  #contents: GroupContents;

  /**
   * @param parameters Weights to train, from their current values.
   * @param buffers Weights of the same layers that are not trained.
   */
  constructor(
    parameters: readonly Parameter[],
    buffers: readonly Parameter[],
    optimizer: Optimizer,
    name: string = "host",
  ) {
    this.#name = name;
    const layout = layoutOf(parameters);
    const parameters_P = flatten(parameters, (parameter) => parameter.variable);
    const state = optimizer.init(layout, parameters_P);
    this.#contents = { parameters, buffers, layout, optimizer, parameters_P, state };
  }

  get name(): string {
    return this.#name;
  }

  /** Optimizer of the group. */
  get optimizer(): Optimizer {
    return this.#contents.optimizer;
  }

  /** Layout of the weights in the vector. */
  get layout(): ArenaLayout {
    return this.#contents.layout;
  }

  /** Current contents. The group owns the tensors, which live until the next update or change. */
  get contents(): GroupContents {
    return this.#contents;
  }

  /** Variables of the network, in the order of the layout. */
  get variables(): tf.Variable[] {
    return this.#contents.parameters.map((parameter) => parameter.variable);
  }

  /** Concatenates the weights' tensors to one vector, [P], with zeros for missing ones. The caller disposes it. */
  flatten(tensorOf: TensorOf): tf.Tensor1D {
    return flatten(this.#contents.parameters, tensorOf);
  }

  /** Like `flatten`, with the sum of squares if the backend computes both in one pass. */
  flattenWithSquare(tensorOf: TensorOf): Flattened {
    return flattenWithSquare(this.#contents.parameters, tensorOf);
  }

  /** Updates the weights with `gradients_P`, [P], at `learningRate`. */
  update(gradients_P: tf.Tensor1D, learningRate: number): void {
    const { layout, optimizer, parameters_P, state } = this.#contents;
    if (layout.size === 0) return;
    // Donation leaves memory alone that others hold, such as a snapshot.
    const updated = optimizer.update(parameters_P, gradients_P, state, learningRate, true);
    tf.dispose(state.slots as tf.NamedTensorMap);
    this.#contents = { ...this.#contents, state: updated.state };
    this.#replace(this.#constrained(updated.parameters_P));
  }

  /** Applies the weights' constraints to `parameters_P`, which it takes over. Returns it unchanged if there are none. */
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
   * Replaces the contents by `next` and returns the old ones: the caller disposes them, or exchanges
   * them back. Moves pointers only; the variables of `next` must hold its vector already.
   */
  exchange(next: GroupContents): GroupContents {
    const before = this.#contents;
    this.#contents = next;
    return before;
  }

  /** Creates a group without weights, whose contents are exchanged later. */
  static empty(name: string, optimizer: Optimizer): ParameterGroup {
    return new ParameterGroup([], [], optimizer, name);
  }

  /** Renames the group. */
  rename(name: string): void {
    this.#name = name;
  }

  /** The average of the weights that the optimizer keeps, [P], within their constraints, which the caller disposes. */
  average(): tf.Tensor1D | undefined {
    const { optimizer, state } = this.#contents;
    const average_P = optimizer.average === undefined ? undefined : state.slots[optimizer.average];
    return average_P && this.#constrained(share(average_P));
  }

  /** Lets the network compute with `weights_P` until `assignWeights` or the next update. */
  assign(weights_P: tf.Tensor1D): void {
    const { parameters, layout } = this.#contents;
    if (layout.size === 0) return;
    const pieces = piecesOf(weights_P, layout);
    parameters.forEach(({ variable }, index) => {
      const piece = pieces[index] as tf.Tensor;
      variable.assign(piece);
      piece.dispose();
    });
  }

  /** Lets the network compute with its own weights again. */
  assignWeights(): void {
    this.assign(this.#contents.parameters_P);
  }

  /** Takes a snapshot, of the average in place of the weights if that is asked for and kept. The caller disposes it. */
  snapshot({ average = false }: { readonly average?: boolean } = {}): GroupSnapshot {
    const { layout, parameters_P, buffers } = this.#contents;
    return {
      layout,
      parameters_P: tf.keep((average ? this.average() : undefined) ?? share(parameters_P)),
      buffers: buffers.map(({ variable }) => tf.keep(share(variable as tf.Tensor))),
    };
  }

  /**
   * Restores the weights from `snapshot`, which stays the caller's. The optimizer's state is unchanged, but for an average
   * of the weights: it becomes the same.
   *
   * @throws {TolariaError} `group/changed` if weights were added, removed or reshaped since.
   */
  restore(snapshot: GroupSnapshot): void {
    this.checkFits(snapshot);
    const { optimizer, state } = this.#contents;
    const average_P = optimizer.average === undefined ? undefined : state.slots[optimizer.average];
    if (optimizer.average !== undefined && average_P) {
      const slots = { ...state.slots, [optimizer.average]: tf.keep(share(snapshot.parameters_P)) };
      this.#contents = { ...this.#contents, state: { ...state, slots } };
      average_P.dispose();
    }
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

  /** Returns handles to the buffers, which a training pass may change; the caller disposes them. */
  holdBuffers(): tf.Tensor[] {
    return this.#contents.buffers.map(({ variable }) => share(variable as tf.Tensor));
  }

  /** Restores the buffers from before a training pass. */
  restoreBuffers(held: readonly tf.Tensor[]): void {
    this.#contents.buffers.forEach(({ variable }, index) => {
      const copy = share(held[index] as tf.Tensor);
      variable.assign(copy);
      copy.dispose();
    });
  }

  /** Disposes the vector and the optimizer's state. The network keeps its weights. */
  dispose(): void {
    disposeContents(this.#contents);
  }

  #replace(parameters_P: tf.Tensor1D): void {
    this.#contents.parameters_P.dispose();
    this.#contents = { ...this.#contents, parameters_P };
    this.assignWeights();
  }
}
