import type { KerasConfig } from "./keras_objects.ts";

/** Refuses a value without a counterpart. */
export type Refuse = (reason: string) => never;

/** Keras's activations that tfjs has, but for those that it calls otherwise. */
const ACTIVATIONS = new Set([
  ...[
    "elu",
    "gelu",
    "gelu_new",
    "hard_sigmoid",
    "linear",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
  ],
  ...["sigmoid", "softmax", "softplus", "softsign", "swish", "tanh"],
]);

interface SerializedObject {
  readonly class_name: string;
  readonly config: unknown;
}

/** Returns the name of an activation, which may be written as an object. */
export function activationName(value: unknown): string {
  if (value === null || value === undefined) return "linear";
  const named = typeof value === "object" ? (value as SerializedObject).config : value;
  if (isTanhGelu(value as SerializedObject)) return "gelu_new";
  const name = typeof named === "string" ? named : (value as SerializedObject).class_name;
  return name === "silu" ? "swish" : name;
}

/** Whether an activation is the gelu by a tanh, which has no name of its own. */
function isTanhGelu({ class_name, config }: SerializedObject): boolean {
  return class_name === "Gelu" && (config as { approximate?: boolean }).approximate === true;
}

/** Returns the value of an option as tfjs reads it from JSON. */
export function tfjsValue(name: string, value: unknown, refuse: Refuse): unknown {
  if (/(^|_)activation$/.test(name)) {
    const activation = activationName(value);
    return ACTIVATIONS.has(activation)
      ? activation
      : refuse(`its ${name} "${activation}" has no counterpart`);
  }
  if (value === null || value === undefined) return null;
  if (name.endsWith("_regularizer")) return regularizer(value as SerializedObject, refuse);
  if (name.endsWith("_constraint")) {
    const { class_name, config } = value as SerializedObject;
    return { class_name, config };
  }
  return value;
}

/** tfjs has one class for all. */
function regularizer({ class_name, config }: SerializedObject, refuse: Refuse) {
  const { l1 = 0, l2 = 0 } = config as { readonly l1?: number; readonly l2?: number };
  return /^(L1|L2|L1L2)$/.test(class_name)
    ? { class_name: "L1L2", config: { l1, l2 } }
    : refuse(`its regularizer "${class_name}" has no counterpart`);
}

/** Options that change nothing in what a layer computes. */
const WITHOUT_EFFECT =
  /^(name|trainable|dtype|seed|noise_shape|autocast|build_config|unroll|implementation|synchronized|sparse|ragged|optional|lora_rank|lora_alpha|quantization_config|unit_forget_bias|invert|input_length|renorm_momentum)$|_initializer$/;

/** What options must be that tfjs has not. */
const DEFAULTS: KerasConfig = { groups: 1, scale: 1, offset: 0 };

/** Refuses options that are neither read nor without effect. */
export function checkOptions(config: KerasConfig, read: readonly string[], refuse: Refuse): void {
  for (const [name, value] of Object.entries(config)) {
    if (read.includes(name) || WITHOUT_EFFECT.test(name)) continue;
    if (value === null || value === false || value === DEFAULTS[name]) continue;
    refuse(`TensorFlow.js has no option ${name}, which is ${JSON.stringify(value)}`);
  }
}
