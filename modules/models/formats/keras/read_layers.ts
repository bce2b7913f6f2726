import { type KerasConfig, type KerasObject, snakeCase } from "./keras_objects.ts";
import { sharedOptions } from "./plain_layers.ts";
import { checkOptions, type Refuse, tfjsValue } from "./read_values.ts";
import { GATES, RECURRENT_OPTIONS } from "./recurrent_layer.ts";

/** A layer as tfjs reads it from JSON. */
export interface TfjsLayer {
  readonly class_name: string;
  readonly config: KerasConfig;
}

/** Options that Keras calls otherwise, or that decide on the class in tfjs. */
interface Special {
  /** Names of the options in Keras. */
  readonly options: readonly string[];
  /** @param shape Of the input, if the file says it. */
  read(config: KerasConfig, refuse: Refuse, shape: Shape | undefined): Partial<TfjsLayer>;
}

type Shape = readonly (number | null)[];

/** A pool over all places that keeps their axes, as a pool whose window is all of them. */
const globalPool = (className: string): Special => ({
  options: ["keepdims"],
  read: ({ keepdims, data_format }, refuse, shape) => {
    if (!keepdims) return {};
    const sizes = data_format === "channels_first" ? shape?.slice(2) : shape?.slice(1, -1);
    return sizes && !sizes.includes(null)
      ? { class_name: className, config: { pool_size: sizes, strides: sizes } }
      : refuse("its keepdims needs an input of a known size in TensorFlow.js");
  },
});

const isLastAxis = (axis: unknown, rank: number) =>
  [axis].flat().every((one) => one === -1 || one === rank - 1) && [axis].flat().length === 1;

const isOne = (value: unknown) => [value].flat().every((one) => one === 1);

const SPECIAL: Readonly<Record<string, Special>> = {
  DepthwiseConv2D: {
    options: ["dilation_rate"],
    read: ({ dilation_rate }, refuse) =>
      isOne(dilation_rate ?? 1)
        ? {}
        : refuse(`TensorFlow.js ignores its dilation_rate ${dilation_rate}`),
  },
  ELU: {
    options: ["alpha"],
    read: ({ alpha }, refuse) =>
      alpha === 1 ? {} : refuse(`TensorFlow.js knows no alpha but 1, and not ${alpha}`),
  },
  Embedding: {
    options: ["mask_zero"],
    read: ({ mask_zero }) => ({ config: { mask_zero } }),
  },
  GlobalAveragePooling1D: globalPool("AveragePooling1D"),
  GlobalAveragePooling2D: globalPool("AveragePooling2D"),
  GlobalMaxPooling1D: globalPool("MaxPooling1D"),
  GlobalMaxPooling2D: globalPool("MaxPooling2D"),
  LeakyReLU: {
    options: ["negative_slope"],
    read: ({ negative_slope }) => ({ config: { alpha: negative_slope } }),
  },
  Normalization: {
    options: ["axis", "mean", "variance"],
    // Divides by the root of the variance, but by no less than 1e-7.
    read: ({ axis, mean, variance }, refuse, shape) =>
      mean == null && variance == null && shape && isLastAxis(axis, shape.length)
        ? {
            class_name: "BatchNormalization",
            config: { axis: -1, center: false, scale: false, epsilon: 1e-14 },
          }
        : refuse("TensorFlow.js has none but by learned numbers along the last axis"),
  },
  Rescaling: {
    options: [],
    read: ({ scale, offset }, refuse) =>
      typeof scale === "number" && typeof offset === "number"
        ? {}
        : refuse("TensorFlow.js has but one scale and offset for all channels"),
  },
  ReLU: {
    options: ["negative_slope", "threshold"],
    read: ({ max_value, negative_slope, threshold }, refuse) => {
      if (!negative_slope && !threshold) return {};
      if (max_value == null && !negative_slope) {
        return { class_name: "ThresholdedReLU", config: { theta: threshold } };
      }
      if (max_value == null && !threshold) {
        return { class_name: "LeakyReLU", config: { alpha: negative_slope } };
      }
      return refuse("TensorFlow.js has no layer with its max_value, negative_slope and threshold");
    },
  },
  Reshape: {
    options: ["target_shape"],
    read: ({ target_shape }) => ({ config: { target_shape } }),
  },
  SeparableConv2D: {
    options: ["depth_multiplier"],
    read: ({ depth_multiplier }) => ({ config: { depth_multiplier } }),
  },
  UpSampling2D: {
    options: [],
    read: ({ interpolation }, refuse) =>
      interpolation === "nearest"
        ? {}
        : refuse(`its interpolation "${interpolation}" takes other pixels in TensorFlow.js`),
  },
};

/** Shape of a layer's input, as the file says it where the layer was built or called. */
function inputShape(object: KerasObject): Shape | undefined {
  const { build_config, inbound_nodes } = object as {
    readonly build_config?: { readonly input_shape?: Shape };
    readonly inbound_nodes?: readonly {
      readonly args: readonly { readonly config?: KerasConfig }[];
    }[];
  };
  return build_config?.input_shape ?? (inbound_nodes?.[0]?.args[0]?.config?.shape as Shape);
}

/** Returns a layer without layers within, or a recurrent one, as tfjs reads it. */
export function readPlainLayer(object: KerasObject, refuse: Refuse): TfjsLayer {
  const { class_name, config } = object;
  const isRecurrent = Object.hasOwn(GATES, class_name);
  const shared = isRecurrent
    ? [...RECURRENT_OPTIONS, "recurrentActivation"]
    : (sharedOptions(class_name) ?? (SPECIAL[class_name] && []));
  if (!shared) return refuse("TensorFlow.js has no layer like it");
  if (config.reset_after) refuse("TensorFlow.js has no GRU with reset_after, Keras's default");
  if (config.padding === "causal") refuse('TensorFlow.js does not compute its padding "causal"');
  const options = shared.map(snakeCase).filter((name) => name in config);
  const special = SPECIAL[class_name];
  checkOptions(config, [...options, ...(special?.options ?? [])], refuse);
  const plain = options.map((name) => [name, tfjsValue(name, config[name], refuse)]);
  // The weights are read: what tfjs would draw first is thrown away.
  const initializers = Object.keys(config)
    .filter((name) => name.endsWith("_initializer"))
    .map((name) => [name, "zeros"]);
  const { config: more, ...rest } = special?.read(config, refuse, inputShape(object)) ?? {};
  return {
    class_name,
    ...rest,
    config: {
      name: config.name,
      trainable: config.trainable !== false,
      ...Object.fromEntries([...initializers, ...plain]),
      ...more,
    },
  };
}
