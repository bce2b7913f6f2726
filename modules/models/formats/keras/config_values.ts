import { type KerasObject, kerasObject, snakeCase } from "./keras_objects.ts";

/** tfjs's activations as Keras 3 calls them. */
const ACTIVATIONS: Readonly<Record<string, string | KerasObject>> = {
  elu: "elu",
  gelu: "gelu",
  // It has a name for the exact one alone.
  gelu_new: {
    module: "keras.src.ops.nn",
    class_name: "Gelu",
    config: { name: "gelu_new", approximate: true },
    registered_name: "Gelu",
  },
  hardSigmoid: "hard_sigmoid",
  linear: "linear",
  logSoftmax: "log_softmax",
  mish: "mish",
  relu: "relu",
  relu6: "relu6",
  selu: "selu",
  sigmoid: "sigmoid",
  softmax: "softmax",
  softplus: "softplus",
  softsign: "softsign",
  swish: "silu",
  tanh: "tanh",
};

/** tfjs's object with options of its own. */
interface Serialized {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Returns the value of an option as Keras has it.
 *
 * @param refuse Throws the error of a value without a counterpart.
 */
export function kerasValue(
  name: string,
  value: unknown,
  refuse: (reason: string) => never,
): unknown {
  if (value === null || value === undefined) return null;
  if (/(a|A)ctivation$/.test(name)) {
    return ACTIVATIONS[value as string] ?? refuse(`its ${name} "${value}" has no counterpart`);
  }
  if (/(R|r)egularizer$/.test(name)) return objectOf("regularizers", value as Serialized);
  if (/Constraint$/.test(name)) return objectOf("constraints", value as Serialized);
  return name === "dataFormat" ? snakeCase(value as string) : value;
}

function objectOf(module: string, { className, config }: Serialized) {
  const options = Object.entries(config).map(([name, value]) => [snakeCase(name), value]);
  return kerasObject(module, className, Object.fromEntries(options));
}

/**
 * What Keras 3 multiplies its hard sigmoid's argument by less than tfjs and Keras 2: clip(x / 6 + 0.5) and clip(x / 5 + 0.5),
 * each between 0 and 1. Weights that lead there make up for it.
 */
export const HARD_SIGMOID_SCALE: number = 6 / 5;
