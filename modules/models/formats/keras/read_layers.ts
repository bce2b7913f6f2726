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
  read(config: KerasConfig, refuse: Refuse): Partial<TfjsLayer>;
}

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
  LeakyReLU: {
    options: ["negative_slope"],
    read: ({ negative_slope }) => ({ config: { alpha: negative_slope } }),
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

/** Returns a layer without layers within, or a recurrent one, as tfjs reads it. */
export function readPlainLayer({ class_name, config }: KerasObject, refuse: Refuse): TfjsLayer {
  const isRecurrent = Object.hasOwn(GATES, class_name);
  const shared = isRecurrent
    ? [...RECURRENT_OPTIONS, "recurrentActivation"]
    : sharedOptions(class_name);
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
  const { config: more, ...rest } = special?.read(config, refuse) ?? {};
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
