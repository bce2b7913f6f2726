import type { tf } from "../../deps.ts";
import type { Column } from "./dataset.ts";
import type { FeatureBase } from "./feature_base.ts";

/** A weight of a network. */
export interface Parameter {
  /** Unique in its host, and the same each time that the same network is built: `conv1/kernel`. */
  readonly name: string;
  /** Where the network reads the weight from. */
  readonly variable: tf.Variable;
  /** Whether weight decay is meant for it. @default true for weights of two axes and more, and no other */
  readonly decays?: boolean;
  /**
   * What it is to be after each update: the weight within its constraint, as Keras has it. The caller, or its tidy,
   * disposes it. @default the weight as it is
   */
  readonly constrain?: (weight: tf.Tensor) => tf.Tensor;
}

/** A layer that looks the numbers of an input up in a table. */
export interface InputLookup {
  /** Name of the layer. */
  readonly layer: string;
  /** Rows of its table: the numbers are whole and in [0, rows). */
  readonly rows: number;
}

/**
 * Makes of the activation in a slot, [B, ...shape], what the rest of the network sees in its place.
 *
 * @param training Whether it is a training pass.
 * @param input What went into the block that the slot lies beside, [B, ...beside]; undefined for a slot behind one.
 */
export type Graft = (activation: tf.Tensor, training: boolean, input?: tf.Tensor) => tf.Tensor;

/**
 * What a seed computes, as layers: `share * model(h) + (1 - share) * h` in place of the activation h. In a slot beside a
 * block, the model takes h and the block's input.
 */
export interface GrownLayers {
  /** Prefix of its weights' names, unique in a run: `seeds/hidden1/1`. */
  readonly name: string;
  /** Its network; stays its owner's. */
  readonly model: tf.LayersModel;
  /** Its share of the slot's output, in (0, 1]. */
  readonly share: number;
}

/** A place in a network where a seed can grow. */
export interface Slot {
  /** Unique in its host. */
  readonly name: string;
  /** Shape of the activation there, without the batch axis. */
  readonly shape: readonly number[];
  /** Blocks of the network before it. */
  readonly depth: number;
  /** Shape of the input of the block that it lies beside, without the batch axis. @default it lies behind a block */
  readonly beside?: readonly number[];
  /** Applied to the activation in every forward pass; undefined leaves it as it is, at no cost. */
  graft: Graft | undefined;
  /** Returns what `graft` computes as layers, if it changes the activation. @default nothing */
  grown?: (() => GrownLayers | undefined) | undefined;
}

/** Of what a copy of a network is made, if not of what the network is now. */
export interface ModelCopyOptions {
  /** Values of weights by name, those of seeds too; a weight that is not in it has its value of now. */
  readonly weights?: ReadonlyMap<string, tf.Tensor>;
  /** What has grown, by the names of the slots. @default what has grown by now */
  readonly grown?: ReadonlyMap<string, GrownLayers>;
}

/** Multiply-adds of one example in a part of a host. */
export interface BlockMultiplyAdds {
  /** Name of the block; that of the host if it is one piece. */
  readonly name: string;
  /** In a forward pass. */
  readonly forward: number;
  /** In a backward pass: for gradients of weights that are trained, and of inputs as far as they are needed. */
  readonly backward: number;
  /** For the gradient of the block's input alone. */
  readonly through: number;
}

/** Weights of a host that are frozen at first, and trained from an epoch on. */
export interface Unfreezing {
  /** Name of the group that they train in, if they have a rate of their own. */
  readonly name: string;
  /** Names of the weights. */
  readonly weights: readonly string[];
  /** First epoch that trains them, from 2. */
  readonly atEpoch: number;
  /** Factor of the host's rate; undefined if they join the host's group. */
  readonly learningRateScale?: number | undefined;
}

/**
 * A network to train.
 *
 * A provider must: (1) name its weights alike each time that it is built; (2) be differentiable in each of
 * `parameters`; (3) read its weights from their variables at each forward pass, as the engine assigns
 * them; (4) draw random numbers by `Math.random` or from the seed of a layer only, and only in `build` and
 * in a training pass: the engine seeds `Math.random` around both; (5) where it has slots, give the same bits
 * without a graft as with one that returns its activation.
 */
export interface Host {
  /** Name in spans and reports. */
  readonly name: string;
  /** Shapes of the inputs, without the batch axis; null if any size will do. */
  readonly inputShapes: readonly (readonly (number | null)[])[];
  /** Shapes of the outputs, without the batch axis. */
  readonly outputShapes: readonly (readonly (number | null)[])[];
  /** Activation of each output, as tfjs names it, where it is known: `softmax`, `linear`. */
  readonly outputActivations: readonly (string | undefined)[];
  /** Names of the inputs, in their order; undefined for each that was given none. @default none */
  readonly inputNames?: readonly (string | undefined)[];
  /** Names of the outputs, likewise. @default none */
  readonly outputNames?: readonly (string | undefined)[];
  /** For each input, the layer that looks it up in a table, if there is one. @default none */
  readonly inputLookups?: readonly (InputLookup | undefined)[];
  /** Whether its weights were there before the run, so that they do not follow from its seed. @default false */
  readonly hasOwnWeights?: boolean;
  /** Weights that are trained. */
  readonly parameters: readonly Parameter[];
  /** Weights that are not: frozen ones, and those that a training pass updates itself (batch normalization). */
  readonly buffers: readonly Parameter[];
  /**
   * The frozen part that comes before the rest: the inputs of the network are then its features, which are computed
   * once for each example. @default none
   */
  readonly features?: FeatureBase;
  /** Frozen weights that are to be trained later. @default none */
  readonly unfreezings?: readonly Unfreezing[];
  /**
   * Told which weights are trained before the first step, and whenever that changes: layers that behave otherwise when
   * they are frozen follow it.
   */
  setTrained?(trained: ReadonlySet<tf.Variable>): void;
  /** Outputs for a batch; `training` turns dropout on and lets the pass update buffers. */
  forward(inputs: readonly tf.Tensor[], training: boolean): readonly tf.Tensor[];
  /** Places where seeds can grow, in the order in which they are computed; omitted if there are none. */
  readonly slots?: readonly Slot[];
  /** Outputs of the network behind a slot, for `activation` in its place; only if there are slots. */
  forwardFrom?(slot: Slot, activation: tf.Tensor, training: boolean): readonly tf.Tensor[];
  /**
   * Counts what a pass computes, block by block in their order; the blocks before a slot are as many as its `depth`.
   * @default it is not known
   */
  multiplyAdds?(): readonly BlockMultiplyAdds[];
  /** Sum of the weight penalties that the network itself asks for, or undefined if there are none. */
  penalty(): tf.Scalar | undefined;
  /**
   * Returns a copy of the network as layers, with weights of its own under the same names: what is saved and exported.
   * Seeds that have grown in slots become layers, a seed that is not blended in whole at its share of now. The caller
   * disposes it. Left out by a network that is not made of layers.
   *
   * @throws {TolariaError} `host/unsupported` for a layer that cannot be copied.
   */
  toModel?(options?: ModelCopyOptions): tf.LayersModel;
  /** Releases what it owns; what its user owns outlives the run's backend. */
  dispose(): void;
}

/** The columns that a network is to be trained on. */
export interface DataColumns {
  /** What goes into the network. */
  readonly inputs: readonly Column[];
  /** What is to come out of it. */
  readonly targets: readonly Column[];
}

/**
 * Builds the network once the backend is ready and random numbers are seeded.
 *
 * The role's token resolves to this and not to the host, because weights are tensors and want a backend.
 */
export interface HostBuilder {
  /** Reads what the network is built from, once the backend is ready. @default there is nothing to read */
  open?(): Promise<void>;
  /**
   * Builds the network, or adapts one that the user built.
   *
   * @param data What it is to be trained on: says sizes that the builder's options may leave out.
   */
  build(data?: DataColumns): Host;
}
