import { HARD_SIGMOID_SCALE } from "./config_values.ts";
import { type KerasConfig, kerasObject } from "./keras_objects.ts";
import {
  type KerasLayer,
  type LayerFacts,
  optionsOf,
  refuse,
  type TfjsConfig,
} from "./layer_facts.ts";
import { scaled } from "./weight_scaling.ts";

/** How a layer is written whose weights Keras has in the same order. */
interface PlainLayer {
  /** Options that are called alike but for their spelling. */
  readonly options?: readonly string[];
  /** Options that are not. */
  readonly more?: (config: TfjsConfig, facts: LayerFacts) => KerasConfig;
  /** Name of the class in Keras. @default that in tfjs */
  readonly className?: string;
}

const PARAMETERS = ["Regularizer", "Constraint"];
const of = (...weights: string[]) =>
  weights.flatMap((weight) => PARAMETERS.map((it) => weight + it));
const CONVOLUTION = [
  "kernelSize",
  "strides",
  "padding",
  "activation",
  "useBias",
  "activityRegularizer",
];
const SHAPED = [...CONVOLUTION, "dataFormat"];
const POOL = ["poolSize", "strides", "padding", "dataFormat"];
const convolution: PlainLayer = {
  options: [...SHAPED, "filters", "dilationRate", ...of("kernel", "bias")],
};
const transposed: PlainLayer = { options: [...SHAPED, "filters", ...of("kernel", "bias")] };
const none: PlainLayer = {};
const globalPool: PlainLayer = { options: ["dataFormat"] };
const pool: PlainLayer = { options: POOL };
const pool1d: PlainLayer = { options: ["poolSize", "strides", "padding"] };
const rate: PlainLayer = { options: ["rate"] };

/** Layers without layers within, by tfjs's names of their classes. */
const PLAIN: Readonly<Record<string, PlainLayer>> = {
  Activation: { options: ["activation"] },
  Add: none,
  AlphaDropout: rate,
  Average: none,
  AveragePooling1D: pool1d,
  AveragePooling2D: pool,
  AveragePooling3D: pool,
  BatchNormalization: {
    options: ["axis", "momentum", "epsilon", "center", "scale", ...of("beta", "gamma")],
  },
  Concatenate: { options: ["axis"] },
  Conv1D: { options: [...CONVOLUTION, "filters", "dilationRate", ...of("kernel", "bias")] },
  Conv2D: convolution,
  Conv2DTranspose: transposed,
  Conv3D: convolution,
  Conv3DTranspose: transposed,
  Cropping2D: { options: ["cropping", "dataFormat"] },
  Dense: {
    options: ["units", "activation", "useBias", "activityRegularizer", ...of("kernel", "bias")],
  },
  DepthwiseConv2D: {
    options: [...SHAPED, "depthMultiplier", "depthwiseRegularizer", ...of("bias")],
    more: ({ dilationRate }, facts) =>
      [dilationRate].flat().every((one) => one === 1)
        ? {}
        : refuse(facts, `TensorFlow.js itself ignores its dilationRate ${dilationRate}`),
  },
  Dot: { options: ["axes", "normalize"] },
  Dropout: { options: ["rate", "noiseShape", "seed"] },
  ELU: { options: ["alpha"] },
  Embedding: {
    options: ["inputDim", "outputDim", ...of("embeddings")],
    more: ({ maskZero }) => ({ mask_zero: maskZero === true }),
  },
  Flatten: { options: ["dataFormat"] },
  GaussianDropout: rate,
  GaussianNoise: { options: ["stddev"] },
  GlobalAveragePooling1D: none,
  GlobalAveragePooling2D: globalPool,
  GlobalMaxPooling1D: none,
  GlobalMaxPooling2D: globalPool,
  LayerNormalization: {
    options: ["axis", "epsilon", "center", "scale", "betaRegularizer", "gammaRegularizer"],
  },
  LeakyReLU: { more: ({ alpha }) => ({ negative_slope: alpha }) },
  Masking: { options: ["maskValue"] },
  MaxPooling1D: pool1d,
  MaxPooling2D: pool,
  MaxPooling3D: pool,
  Maximum: none,
  Minimum: none,
  Multiply: none,
  PReLU: { options: ["sharedAxes", ...of("alpha")] },
  Permute: { options: ["dims"] },
  ReLU: { options: ["maxValue"] },
  RepeatVector: { options: ["n"] },
  Rescaling: { options: ["scale", "offset"] },
  Reshape: {
    more: ({ targetShape }) => ({
      target_shape: (targetShape as (number | null)[]).map((size) => size ?? -1),
    }),
  },
  SeparableConv2D: {
    options: [...[...SHAPED, "filters", "dilationRate"], ...of("depthwise", "pointwise", "bias")],
    // Not in the configuration that tfjs gives.
    more: (_, { layer }) => ({
      depth_multiplier: (layer as unknown as { readonly depthMultiplier: number }).depthMultiplier,
    }),
  },
  Softmax: { options: ["axis"] },
  SpatialDropout1D: rate,
  ThresholdedReLU: { className: "ReLU", more: thresholdOf },
  UpSampling2D: {
    options: ["size", "dataFormat", "interpolation"],
    more: ({ interpolation }, facts) =>
      interpolation === "nearest"
        ? {}
        : refuse(facts, `its interpolation "${interpolation}" takes other pixels in Keras`),
  },
  ZeroPadding2D: { options: ["padding", "dataFormat"] },
};

function thresholdOf({ theta }: TfjsConfig, facts: LayerFacts): KerasConfig {
  return (theta as number) >= 0
    ? { threshold: theta }
    : refuse(facts, `its theta ${theta} is negative, which no layer of Keras allows`);
}

/** Returns the options of a class that tfjs and Keras call alike, by tfjs's names; undefined for a class of neither. */
export function sharedOptions(className: string): readonly string[] | undefined {
  return Object.hasOwn(PLAIN, className) ? (PLAIN[className]?.options ?? []) : undefined;
}

/** Returns a layer without layers within as Keras has it; undefined if it has none like it. */
export function plainLayer(facts: LayerFacts): KerasLayer | undefined {
  const { layer, name } = facts;
  const type = layer.getClassName();
  const plain = Object.hasOwn(PLAIN, type) ? PLAIN[type] : undefined;
  if (!plain) return undefined;
  const config = layer.getConfig() as TfjsConfig;
  if (type === "Activation" && config.activation === "hardSigmoid") return hardSigmoid(facts);
  const object = kerasObject("layers", plain.className ?? type, {
    name,
    dtype: "float32",
    // The one layer of Keras that refuses to be told.
    ...(type !== "SpatialDropout1D" && { trainable: layer.trainable }),
    ...optionsOf(facts, config, plain.options ?? []),
    ...plain.more?.(config, facts),
  });
  return { object, weights: { vars: weightsOf(facts, config) } };
}

/** The weights; those that lead to a hard sigmoid for that of Keras 3. */
function weightsOf({ layer, weights }: LayerFacts, { activation }: TfjsConfig) {
  const arrays = [...weights.of(layer)];
  const isScaled = (name: string) =>
    activation === "hardSigmoid" &&
    !(name === "depthwise_kernel" && arrays.some(([other]) => other === "pointwise_kernel"));
  return arrays.map(([name, array]) =>
    isScaled(name) ? scaled(array, HARD_SIGMOID_SCALE) : array,
  );
}

/** A hard sigmoid on its own is two layers in Keras 3. */
function hardSigmoid(facts: LayerFacts): KerasLayer {
  const { layer, name } = facts;
  const [input] = layer.inboundNodes.flatMap(({ inputTensors }) => inputTensors);
  const shape = input?.shape ?? refuse(facts, "its hard sigmoid is two layers there");
  const layers = [
    kerasObject("layers", "InputLayer", {
      batch_shape: shape,
      dtype: "float32",
      name: `${name}.x`,
    }),
    kerasObject("layers", "Rescaling", {
      name: `${name}.scale`,
      scale: HARD_SIGMOID_SCALE,
      offset: 0,
    }),
    kerasObject("layers", "Activation", { name: `${name}.clip`, activation: "hard_sigmoid" }),
  ];
  return { object: kerasObject("", "Sequential", { name, layers }), weights: {} };
}
