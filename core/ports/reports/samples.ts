/** What an observer wants to see of a run besides its numbers. */
export interface SampleWishes {
  /** Steps from one sample of weights and gradients to the next, at least 1. @default none is taken */
  readonly valuesEvery?: number;
  /** Examples of the validation, with what the network says, after each epoch. @default none */
  readonly examples?: number;
}

/** Weights that are sampled. */
export interface SampledWeights {
  /** Name of the weight. */
  readonly name: string;
  /** How many numbers it has. */
  readonly size: number;
  /** How many of them are in the sample. */
  readonly count: number;
}

/** Some of the weights before a step and of their gradients in it: a copy, of bounded size. */
export interface ValueSample {
  /** Updates done in the run, this step included. */
  readonly step: number;
  /** What lies where in the numbers, without gaps. */
  readonly tensors: readonly SampledWeights[];
  /** Numbers of the weights. */
  readonly weights: Float32Array;
  /** Numbers of their gradients. */
  readonly gradients: Float32Array;
}

/** Some values of a column, or of an output of the network: a copy. */
export interface SampledColumn {
  /** Shape of one example's value. */
  readonly shape: readonly number[];
  /** Numbers of all examples, one after the other. */
  readonly values: Float32Array;
}

/** The first examples of a validation, with what the network says. */
export interface ExampleSample {
  /** Updates done in the run. */
  readonly step: number;
  /** How many there are. */
  readonly size: number;
  /** The first input. */
  readonly input: SampledColumn;
  /** The first output. */
  readonly output: SampledColumn;
  /** The first target; omitted if there is none. */
  readonly target?: SampledColumn;
  /** Number of classes of the target, if it is one of classes. */
  readonly classes?: number;
  /** Names of the classes, in their order. */
  readonly categories?: readonly string[];
  /** Each example as text, if the data are texts of a tokenizer and the network says what comes next. */
  readonly texts?: readonly ExampleText[];
}

/** An example of a text, and what the network says comes after it. */
export interface ExampleText {
  /** The end of the input. */
  readonly text: string;
  /** The id that comes next, as text. */
  readonly truth: string;
  /** The id that the network holds for the most likely one, as text. */
  readonly predicted: string;
  /** Whether both are the same id. */
  readonly right: boolean;
  /** Probability that the network gives to it, in [0, 1]. */
  readonly sureness: number;
}
