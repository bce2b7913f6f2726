import { TolariaError } from "../../../../core/errors/mod.ts";
import { HARD_SIGMOID_SCALE } from "./config_values.ts";
import type { KerasConfig, KerasObject } from "./keras_objects.ts";
import { readPlainLayer, type TfjsLayer } from "./read_layers.ts";
import { activationName } from "./read_values.ts";

/** A layer of a functional model. */
interface Placed extends KerasObject {
  readonly name: string;
  readonly inbound_nodes: readonly { readonly args: unknown; readonly kwargs: KerasConfig }[];
}

type History = readonly [layer: string, call: number, output: number];

/** Whether an object is a model. */
export function isModelObject({ class_name }: KerasObject): boolean {
  return class_name === "Sequential" || class_name === "Functional";
}

/** Returns a model of Keras 3 as tfjs reads it from JSON; `path` goes before the names of its layers. */
export function readModel(object: KerasObject, path = ""): TfjsLayer {
  return object.class_name === "Sequential" ? sequential(object, path) : functional(object, path);
}

function sequential({ config }: KerasObject, path: string): TfjsLayer {
  const { name, layers, build_input_shape } = config as {
    readonly name: string;
    readonly layers: readonly KerasObject[];
    readonly build_input_shape?: unknown;
  };
  const read = layers.flatMap((layer, index) => {
    if (isScaleOf(layer, layers[index + 1])) return [];
    return isScaleOf(layers[index - 1], layer) ? hardSigmoid(layer) : readLayer(layer, path);
  });
  const [first, ...rest] = read;
  const started =
    !first || first.class_name === "InputLayer" || !build_input_shape
      ? read
      : [{ ...first, config: { ...first.config, batch_input_shape: build_input_shape } }, ...rest];
  return { class_name: "Sequential", config: { name, layers: started } };
}

/** Whether a layer makes the next one, a hard sigmoid of Keras 3, that of tfjs. */
function isScaleOf(layer: KerasObject | undefined, next: KerasObject | undefined): boolean {
  return (
    layer?.class_name === "Rescaling" &&
    layer.config.scale === HARD_SIGMOID_SCALE &&
    layer.config.offset === 0 &&
    next !== undefined &&
    isHardSigmoid(next)
  );
}

function isHardSigmoid({ class_name, config }: KerasObject): boolean {
  return class_name === "Activation" && activationName(config.activation) === "hard_sigmoid";
}

function hardSigmoid({ config: { name } }: KerasObject): TfjsLayer {
  return { class_name: "Activation", config: { name, activation: "hard_sigmoid" } };
}

function functional({ config }: KerasObject, path: string): TfjsLayer {
  const {
    name,
    layers: all,
    input_layers,
    output_layers,
  } = config as unknown as {
    readonly name: string;
    readonly layers: readonly Placed[];
    readonly input_layers: unknown;
    readonly output_layers: unknown;
  };
  const layers = all.filter((layer) => !isMaskOperation(layer));
  const models = new Set(layers.filter(isModelObject).map((layer) => layer.name));
  const functionals = new Set(
    layers.filter((layer) => layer.class_name === "Functional").map((layer) => layer.name),
  );
  // tfjs counts the call that made a model as its first; Keras does for the ends of a functional one alone.
  const called = ([layer, call, output]: History): History => [
    layer,
    models.has(layer) ? call + 1 : call,
    output,
  ];
  const end = (history: History) => (functionals.has(history[0]) ? history : called(history));
  const placed = layers.map((layer) => {
    const nodes = layer.inbound_nodes.map((node) =>
      inputsOf(node, layer, path).map((history) => [...called(history), {}]),
    );
    return { ...readLayer(layer, path), name: layer.name, inbound_nodes: nodes };
  });
  return {
    class_name: "Functional",
    config: {
      name,
      layers: placed,
      input_layers: histories(input_layers).map(end),
      output_layers: histories(output_layers).map(end),
    },
  };
}

/** Whether a layer is a step of the masks that Keras computes for an Embedding or a Masking. */
function isMaskOperation({ module, class_name }: KerasObject): boolean {
  return module === "keras.src.ops.numpy" && (class_name === "NotEqual" || class_name === "Any");
}

/** What a call takes: tensors, and the first states of a recurrent layer. */
function inputsOf(
  { args, kwargs }: Placed["inbound_nodes"][number],
  layer: Placed,
  path: string,
): History[] {
  // Masks are computed again from the layers that make them.
  const { initial_state, mask: _, ...others } = kwargs;
  if (tensorsIn(others).length > 0) {
    refuse(layer, path, `its argument ${Object.keys(others).join(", ")} is a tensor`);
  }
  return [...tensorsIn(args), ...tensorsIn(initial_state)];
}

function tensorsIn(value: unknown): History[] {
  if (typeof value !== "object" || value === null) return [];
  const { class_name, config } = value as Partial<KerasObject>;
  if (class_name === "__keras_tensor__") return [config?.keras_history as History];
  return Object.values(value).flatMap(tensorsIn);
}

/** Ends of a model: one, a list, or a table of them. */
function histories(value: unknown): History[] {
  if (Array.isArray(value) && typeof value[0] === "string") return [value as unknown as History];
  return Object.values(value as object).flatMap(histories);
}

function readLayer(object: KerasObject, path: string): TfjsLayer {
  const { class_name, config, module } = object;
  const own = `${path}${config.name}`;
  if (!/^keras(\.layers|\.src\.models\..*|\.src\.engine\..*)?$/.test(module ?? "keras")) {
    refuse(object, path, `it is of the module "${module}", and no layer of Keras`);
  }
  if (isHardSigmoid(object)) {
    refuse(
      object,
      path,
      "its hard sigmoid is another one in TensorFlow.js; activate the layer before it instead",
    );
  }
  if (isModelObject(object)) return readModel(object, `${own}/`);
  const inner = (name: string) => readLayer(config[name] as KerasObject, `${own}/`);
  const wrapped = { name: config.name, trainable: config.trainable !== false };
  switch (class_name) {
    case "InputLayer":
      return inputLayer(object, path);
    case "Bidirectional":
      return {
        class_name,
        config: { ...wrapped, merge_mode: config.merge_mode, layer: half(config.layer, own) },
      };
    case "TimeDistributed":
      return { class_name, config: { ...wrapped, layer: inner("layer") } };
    default:
      return readPlainLayer(object, (reason) => refuse(object, path, reason));
  }
}

/** Keras lets the halves give zeros for masked steps, which the check of masks looks at. */
function half(layer: unknown, path: string): TfjsLayer {
  const { config, ...object } = layer as KerasObject;
  return readLayer({ ...object, config: { ...config, zero_output_for_mask: false } }, `${path}/`);
}

function inputLayer(object: KerasObject, path: string): TfjsLayer {
  const { batch_shape, batch_input_shape, dtype, name } = object.config;
  const kind = String(dtype ?? "float32");
  if (!/^(float|int|uint|bool)/.test(kind)) refuse(object, path, `its dtype is ${kind}`);
  return {
    class_name: "InputLayer",
    config: {
      batch_input_shape: batch_shape ?? batch_input_shape,
      dtype: kind.startsWith("bool") ? "bool" : kind.startsWith("float") ? "float32" : "int32",
      name,
      sparse: false,
    },
  };
}

function refuse({ class_name, config }: KerasObject, path: string, reason: string): never {
  throw new TolariaError(
    "model/invalid",
    `Cannot read layer "${path}${config.name}" (${class_name}): ${reason}.`,
  );
}
