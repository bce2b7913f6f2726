import type { tf } from "../../deps.ts";

// P = numbers in the parameter group

/** Where one weight lies in its group's flat vector. */
export interface Segment {
  /** The parameter's name. */
  readonly name: string;
  /** Shape of the weight. */
  readonly shape: readonly number[];
  /** Index of its first number in the flat vector. */
  readonly offset: number;
  /** How many numbers it has. */
  readonly size: number;
}

/** How the weights of a parameter group lie in one flat vector. */
export interface ArenaLayout {
  /** In order, without gaps. */
  readonly segments: readonly Segment[];
  /** Length of the flat vector, P. */
  readonly size: number;
  /** Names of weights that do not decay, of any shape: scales, shifts, slopes. @default none */
  readonly exempt?: readonly string[];
}

/**
 * What a slot remembers of the gradients so far, whatever its optimizer calls it:
 *
 * - `mean`: their running average (Adam's first moment);
 * - `momentum`: their decaying sum (the buffer of SGD);
 * - `meanSquare`: the running average of their squares (Adam's second moment);
 * - `squareSum`: the sum of their squares (Adagrad);
 * - `step`: a decaying sum of steps already scaled (the buffer of RMSProp), which no other optimizer can use;
 * - `weights`: weights of the past (an average, a copy), which start as those of now; goes to a slot of its own name;
 * - `opaque`: unknown; only the same optimizer can use it.
 */
export type SlotRole =
  | "mean"
  | "momentum"
  | "meanSquare"
  | "squareSum"
  | "step"
  | "weights"
  | "opaque";

/** What a slot means, so that another optimizer can take it over. */
export interface SlotSpec {
  /** What it follows. */
  readonly role: SlotRole;
  /**
   * What the slot holds after `count` updates if what it follows (the gradient, or its square) was 1 in each:
   * slot / gain is an estimate without bias that means the same in every optimizer. 1 for `weights`.
   */
  gain(count: number): number;
}

/** All that an optimizer remembers of one parameter group: a value, never changed in place. */
export interface OptimizerState {
  /** Updates done; every bias correction follows from it in float64. */
  readonly count: number;
  /** Moments and the like by name, each [P]; saved with the run. */
  readonly slots: Readonly<Record<string, tf.Tensor1D>>;
  /** Single numbers by name that do not follow from the count; saved with the run. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** What follows from the layout and the options alone, each [P] or scalar; shared by successive states. */
  readonly constants: Readonly<Record<string, tf.Tensor>>;
}

/** A parameter group after an update. */
export interface OptimizerUpdate {
  /** New parameters, [P]. */
  readonly parameters_P: tf.Tensor1D;
  /** New state, with the constants of the old one. */
  readonly state: OptimizerState;
}

/** Where an optimizer that cannot do without keeps the rate of its next update. */
export interface RateCell {
  /** The rate that is stored. */
  read(): number;
  /** Stores another one. */
  write(rate: number): void;
}

/** Options of an optimizer by name. */
export type OptimizerOptions = Readonly<Record<string, unknown>>;

/**
 * Turns a gradient into new parameters. It is given its rate with each update and stores none.
 *
 * A provider must: (1) change and dispose none of its arguments, except those donated to it; (2) return fresh tensors that
 * the caller owns, constants excepted; (3) leak no tensor; (4) give the same result for the same arguments;
 * (5) go on from a saved count, slots and scalars to the same bits.
 */
export interface Optimizer {
  /** Name in spans and reports, and in commands. */
  readonly name: string;
  /** What it was made with, every default filled in. */
  readonly options: OptimizerOptions;
  /** What each slot of its states means, by the slot's name. */
  readonly slots: Readonly<Record<string, SlotSpec>>;
  /**
   * Only if the optimizer must store its rate, as one that wraps another library's does: the engine writes
   * the rate before each update, verifies it after, and puts back what anyone else wrote. The same object each
   * time.
   */
  readonly rateCell?: RateCell;
  /** Slot with an average of the weights, which is evaluated and saved in their place. @default the weights themselves */
  readonly average?: string;
  /** The optimizer that makes the steps, if it wraps one: its slots are among its own, by the same names. */
  readonly wrapped?: Optimizer;
  /**
   * The same optimizer with some options changed; this one stays as it is.
   *
   * @throws {TolariaError} `options/invalid` for an option that it does not have or a value outside its range.
   */
  with(changes: OptimizerOptions): Optimizer;
  /**
   * State before the first update of `parameters_P`, [P], which stay the caller's; the caller disposes its tensors.
   */
  init(layout: ArenaLayout, parameters_P: tf.Tensor1D): OptimizerState;
  /**
   * One update of `parameters_P`, [P], by `gradients_P`, [P], at `learningRate`.
   *
   * @param donate Whether the caller gives up the values of `parameters_P` and of the slots of `state`, and only disposes
   * them: the update may reuse their buffers, except those that a snapshot holds. @default false
   */
  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
    donate?: boolean,
  ): OptimizerUpdate;
}
