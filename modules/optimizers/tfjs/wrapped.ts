import { show } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/** One accumulator as an optimizer of tfjs keeps it. */
interface Accumulator {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** What tfjs declares protected, and what therefore has to be reached by name. */
export type Inside = Record<string, unknown> & {
  learningRate: number;
  iterations_: number;
  setLearningRate?(rate: number): void;
};

/** An optimizer of tfjs, and which of its fields are its state. */
export interface Wrapped {
  readonly optimizer: tf.Optimizer;
  readonly inside: Inside;
  /** Fields that hold an accumulator for each variable. */
  readonly vectors: readonly string[];
  /** Fields that hold one number, with the value that each begins with. */
  readonly scalars: Readonly<Record<string, number>>;
}

/**
 * Finds the state of `optimizer` by letting it update a variable of one number, and leaves it as it was.
 *
 * @throws {TypeError} If it is no optimizer of tfjs, or keeps no learning rate.
 */
export function wrap(optimizer: tf.Optimizer): Wrapped {
  const inside = optimizer as unknown as Inside;
  if (!(optimizer instanceof tf.Optimizer) || typeof inside.learningRate !== "number") {
    throw new TypeError(
      `"factory" must return an optimizer of tfjs with a learning rate, but is ${show(optimizer)}. Cannot make tfjsOptimizer.`,
    );
  }
  const scalars = readScalars(inside);
  const gradient = tf.zeros<tf.Rank.R1>([1]);
  const variable = tf.variable(gradient);
  optimizer.applyGradients({ [variable.name]: gradient });
  const vectors = Object.keys(inside).filter((field) => accumulator(inside, field));
  const wrapped = { optimizer, inside, vectors, scalars };
  clear(wrapped);
  writeScalars(wrapped, scalars);
  tf.dispose([gradient, variable]);
  return wrapped;
}

/** The accumulator in `field`; undefined if there is none. */
function accumulator(inside: Inside, field: string): tf.Variable | undefined {
  const value = inside[field];
  return Array.isArray(value) ? (value[0] as Accumulator | undefined)?.variable : undefined;
}

/** The value of each accumulator, as handles that the caller owns. */
export function readVectors({ inside, vectors }: Wrapped): Record<string, tf.Tensor1D> {
  const read = vectors.map((field) => {
    const variable = accumulator(inside, field) as tf.Variable;
    return [field, variable.reshape(variable.shape) as tf.Tensor1D] as const;
  });
  return Object.fromEntries(read);
}

/** Puts `values` into the accumulators. */
export function writeVectors(
  { inside }: Wrapped,
  values: Readonly<Record<string, tf.Tensor1D>>,
): void {
  for (const [field, value] of Object.entries(values)) {
    inside[field] = [{ originalName: field, variable: tf.variable(value, false) }];
  }
}

/** The numbers that are not vectors. */
export function readScalars(inside: Inside): Record<string, number> {
  const read = Object.entries(inside).filter(([, value]) => value instanceof tf.Variable);
  return Object.fromEntries(
    read.map(([field, value]) => [field, (value as tf.Variable).dataSync()[0] as number]),
  );
}

/** Puts `values` into the fields that hold one number. */
export function writeScalars({ inside }: Wrapped, values: Readonly<Record<string, number>>): void {
  for (const [field, value] of Object.entries(values)) {
    const scalar = tf.scalar(value);
    (inside[field] as tf.Variable).assign(scalar);
    scalar.dispose();
  }
}

/** Disposes the accumulators. */
export function clear({ inside, vectors }: Wrapped): void {
  for (const field of vectors) {
    accumulator(inside, field)?.dispose();
    inside[field] = [];
  }
}

/** Disposes the optimizer, and what its own `dispose()` leaves: some of tfjs's keep the tensor of their rate. */
export function release({ optimizer, inside }: Wrapped): void {
  optimizer.dispose();
  for (const value of Object.values(inside)) {
    if (value instanceof tf.Tensor && !value.isDisposed) value.dispose();
  }
}
