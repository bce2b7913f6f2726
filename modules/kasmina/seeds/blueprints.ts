import { parseOptions } from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
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
  multiplyAdds: ([units = 0]) => 2 * units * narrowed(units),
  build: (input, [units = 0]) =>
    plus(
      input,
      tf.layers.dense({
        name: "narrow",
        units: narrowed(units),
        activation: "relu",
        kernelInitializer: "heNormal",
      }),
      tf.layers.dense({ name: "widen", units, kernelInitializer: "zeros" }),
    ),
};

/** Units between the layers of a bottleneck. */
function narrowed(units: number): number {
  return Math.max(4, Math.ceil(units / 4));
}

/** h + norm(relu(conv3x3(h))), normalized over the channels with a gain that begins at zero. */
const convNorm: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: needsImage,
  multiplyAdds: ([height = 0, width = 0, channels = 0]) => height * width * 9 * channels ** 2,
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
  multiplyAdds: ([height = 0, width = 0, channels = 0]) =>
    height * width * (9 * channels + channels ** 2),
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
  // Four projections, and scores and sums between all places.
  multiplyAdds: ([height = 0, width = 0, channels = 0]) =>
    4 * height * width * channels ** 2 + 2 * (height * width) ** 2 * channels,
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

/** Options of {@link residual}. */
export interface ResidualOptions {
  /** Units or channels between its two layers. @default as many as the slot has */
  readonly width?: number;
  /** Places that a convolution sees along each axis, odd for images; over places of a sequence, 1 is a dense layer. @default 3 */
  readonly window?: number;
}

const ResidualSchema: z.ZodType<ResidualOptions> = z.strictObject({
  width: z.int().min(1).optional(),
  window: z.int().min(1).max(99).optional(),
});

/**
 * Makes a blueprint of two layers beside the identity, h + f2(relu(f1(h))), with f2 zero at first, so that it begins as
 * the identity: dense layers for [units], convolutions for [height, width, channels], and causal convolutions for
 * [places, numbers], where no place sees a later one.
 *
 * @see He et al. 2016, "Identity mappings in deep residual networks", arXiv:1603.05027; Zhang et al. 2019, "Fixup
 * initialization", arXiv:1901.09321, for the zero layer.
 *
 * @example
 * ```ts run
 * import { residual, seeds } from "tolaria/seeds";
 *
 * const modules = [seeds({ blueprints: { wide: residual({ width: 32 }) } })];
 * ```
 */
export function residual(options: ResidualOptions = {}): Blueprint {
  const { width, window = 3 } = parseOptions("make residual", ResidualSchema, options);
  return {
    tier: BLUEPRINT_TIER_SAFE,
    misfit: (shape) =>
      shape.length >= 1 && shape.length <= 3
        ? undefined
        : "an activation of shape [units], [places, numbers] or [height, width, channels]",
    multiplyAdds: (shape) => {
      const size = shape.at(-1) as number;
      const places = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
      return 2 * places * window ** (shape.length - 1) * size * (width ?? size);
    },
    build: (input, shape) => {
      const size = shape.at(-1) as number;
      const first = { name: "first", size: width ?? size, window };
      const second = { name: "second", size, window };
      const inner = { activation: "relu", kernelInitializer: "heNormal" } as const;
      const layers = [
        ...residualLayer(shape, first, inner),
        ...residualLayer([...shape.slice(0, -1), first.size], second, {
          kernelInitializer: "zeros",
        }),
      ];
      return plus(input, ...layers);
    },
  };
}

/** One of the two layers. */
interface ResidualLayer {
  readonly name: string;
  /** Its units or filters. */
  readonly size: number;
  readonly window: number;
}

/** Layers from an activation of `shape` to one with `size` in place of its last number. */
function residualLayer(
  shape: readonly number[],
  { name, size, window }: ResidualLayer,
  options: { readonly activation?: "relu"; readonly kernelInitializer: "heNormal" | "zeros" },
): tf.layers.Layer[] {
  const [places = 0, numbers = 0] = shape;
  if (shape.length === 1 || (shape.length === 2 && window === 1)) {
    return [tf.layers.dense({ name, units: size, ...options })];
  }
  if (shape.length === 3) {
    const padding = "same";
    return [tf.layers.conv2d({ name, filters: size, kernelSize: window, padding, ...options })];
  }
  // tfjs has no causal convolution over a sequence: as an image of one column, with places of zeros before it.
  return [
    tf.layers.reshape({ targetShape: [places, 1, numbers] }),
    tf.layers.zeroPadding2d({
      padding: [
        [window - 1, 0],
        [0, 0],
      ],
    }),
    tf.layers.conv2d({ name, filters: size, kernelSize: [window, 1], ...options }),
    tf.layers.reshape({ targetShape: [places, size] }),
  ];
}

/** h itself; shows what grafting alone costs and changes. */
const identity: Blueprint = {
  tier: BLUEPRINT_TIER_SAFE,
  misfit: () => undefined,
  multiplyAdds: () => 0,
  build: (input) => apply(input, tf.layers.activation({ activation: "linear" })),
};

/** The built-in blueprints by name. */
export const BLUEPRINTS: Readonly<Record<string, Blueprint>> = {
  residual: residual(),
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
