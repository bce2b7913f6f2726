import { tf } from "../../../deps.ts";
import { BlueprintTier } from "../../../proto/mod.ts";
import type { Blueprint } from "./blueprint.ts";
import { channelNorm } from "./channel_norm.ts";

const { BLUEPRINT_TIER_SAFE, BLUEPRINT_TIER_EXPERIMENTAL } = BlueprintTier;

type Initializer = ReturnType<typeof tf.initializers.varianceScaling>;

/** Most tokens on which attention runs; its cost is quadratic. */
const MOST_TOKENS = 1_024;

/** h + W2 relu(W1 h), through a quarter of the units. W2 begins at zero, so that the seed begins as the identity. */
const denseBottleneck: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: (shape) => (shape.length === 1 ? undefined : "an activation of shape [units]"),
  build: (input, [units = 0]) =>
    plus(
      input,
      tf.layers.dense({
        name: "narrow",
        units: Math.max(4, Math.ceil(units / 4)),
        activation: "relu",
        kernelInitializer: "heNormal",
      }),
      tf.layers.dense({ name: "widen", units, kernelInitializer: "zeros" }),
    ),
};

/** h + norm(relu(conv3x3(h))), normalized over the channels with a gain that begins at zero. */
const convNorm: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: needsImage,
  build: (input, [, , channels = 0]) =>
    plus(
      input,
      tf.layers.conv2d({
        name: "conv",
        filters: channels,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        kernelInitializer: "heNormal",
      }),
      channelNorm("norm"),
    ),
};

/** h + conv1x1(relu(depthwise3x3(h))); the 1 x 1 convolution begins at zero. */
const depthwiseConv: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: needsImage,
  build: (input, [, , channels = 0]) =>
    plus(
      input,
      tf.layers.depthwiseConv2d({
        name: "depthwise",
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        depthwiseInitializer: "heNormal",
      }),
      tf.layers.conv2d({
        name: "pointwise",
        filters: channels,
        kernelSize: 1,
        kernelInitializer: "zeros",
      }),
    ),
};

/** h + Wo softmax(Q K^T) V over the places of an image, one head. Wo begins at zero; K carries the scale. */
const attention: Blueprint = {
  tier: BLUEPRINT_TIER_EXPERIMENTAL,
  misfit: (shape) => {
    const [height = 0, width = 0] = shape;
    if (needsImage(shape)) return needsImage(shape);
    return height * width <= MOST_TOKENS
      ? undefined
      : `an activation of at most ${MOST_TOKENS} places`;
  },
  build: (input, [height = 0, width = 0, channels = 0]) => {
    const tokens = reshaped(input, [height * width, channels]);
    const project = (name: string, options: { kernelInitializer?: Initializer } = {}) =>
      tf.layers
        .dense({ name, units: channels, useBias: false, ...options })
        .apply(tokens) as tf.SymbolicTensor;
    const kernelInitializer = tf.initializers.varianceScaling({
      scale: 1 / channels,
      mode: "fanAvg",
      distribution: "uniform",
    });
    const keys = project("key", { kernelInitializer });
    const scores = tf.layers.dot({ axes: [2, 2] }).apply([project("query"), keys]);
    const shares = tf.layers.softmax({ axis: -1 }).apply(scores) as tf.SymbolicTensor;
    const seen = tf.layers.dot({ axes: [2, 1] }).apply([shares, project("value")]);
    const out = tf.layers.dense({ name: "out", units: channels, kernelInitializer: "zeros" });
    const added = reshaped(out.apply(seen) as tf.SymbolicTensor, [height, width, channels]);
    return tf.layers.add().apply([input, added]) as tf.SymbolicTensor;
  },
};

/** h itself; shows what grafting alone costs and changes. */
const identity: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: () => undefined,
  build: (input) => apply(input, tf.layers.activation({ activation: "linear" })),
};

/** The built-in blueprints by name. */
export const BLUEPRINTS: Readonly<Record<string, Blueprint>> = {
  "dense-bottleneck": denseBottleneck,
  "conv-norm": convNorm,
  "depthwise-conv": depthwiseConv,
  attention,
  identity,
};

function needsImage(shape: readonly number[]): string | undefined {
  return shape.length === 3 ? undefined : "an activation of shape [height, width, channels]";
}

function reshaped(input: tf.SymbolicTensor, targetShape: number[]): tf.SymbolicTensor {
  return apply(input, tf.layers.reshape({ targetShape }));
}

function apply(input: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, input);
}

/** Adds the output of the layers to `input`. */
function plus(input: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return tf.layers.add().apply([input, apply(input, ...layers)]) as tf.SymbolicTensor;
}
