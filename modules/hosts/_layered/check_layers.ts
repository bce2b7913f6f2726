import { type PlacedLayer, wrappedLayersOf } from "../../../core/layers/mod.ts";
import { messageOf, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/**
 * Checks that every layer of `model` can be trained. tfjs would only fail in the first step, or not at all.
 *
 * @throws {TolariaError} `host/unsupported`.
 */
export function checkLayers(model: tf.LayersModel): void {
  for (const placed of wrappedLayersOf(model)) {
    const fault = stateOf(placed) ?? convolutionOf(placed) ?? dilationOf(placed);
    if (fault === undefined) continue;
    throw new TolariaError("host/unsupported", `Cannot train layer "${placed.path}": ${fault}.`);
  }
}

function stateOf({ layer }: PlacedLayer): string | undefined {
  return layer.stateful
    ? "it is stateful, and what it remembers from batch to batch is in no checkpoint; build it with stateful: false"
    : undefined;
}

/** What tfjs computes in another way than the layer's options say, or not at all. */
function convolutionOf({ layer }: PlacedLayer): string | undefined {
  const { padding, dilationRate = 1, kernelSize } = layer as unknown as ConvolutionOptions;
  const kind = layer.getClassName();
  const rates = [dilationRate].flat();
  if (kind === "DepthwiseConv2D" && rates.some((rate) => rate !== 1)) {
    return `TensorFlow.js ignores the dilationRate ${rates.join(", ")} of a depthwise convolution; use separableConv2d, which is dilated, or a dilationRate of 1`;
  }
  if (padding !== "causal") return undefined;
  const before = (([kernelSize].flat()[0] as number) - 1) * (rates[0] as number);
  return `TensorFlow.js has no causal padding and declares another output shape; put ${before} zeros before the steps, as zeroPadding2d({ padding: [[${before}, 0], [0, 0]] }) does between two reshapes, and use padding: "valid"`;
}

/** Options of a convolution. */
interface ConvolutionOptions {
  readonly padding?: string;
  readonly dilationRate?: number | number[];
  readonly kernelSize: number | number[];
}

/** Differentiates a small dilated convolution of each kind. */
const DILATED: Readonly<Record<string, () => tf.Tensor>> = {
  Conv1D: () =>
    gradientOf([1, 3, 1], [2, 1, 1], (x: tf.Tensor3D, w: tf.Tensor3D) =>
      tf.conv1d(x, w, 1, "valid", "NWC", 2),
    ),
  Conv2D: () =>
    gradientOf([1, 3, 3, 1], [2, 2, 1, 1], (x: tf.Tensor4D, w: tf.Tensor4D) =>
      tf.conv2d(x, w, 1, "valid", "NHWC", 2),
    ),
  SeparableConv2D: depthwise,
  Conv3D: () =>
    gradientOf([1, 3, 3, 3, 1], [2, 2, 2, 1, 1], (x: tf.Tensor5D, w: tf.Tensor5D) =>
      tf.conv3d(x, w, 1, "valid", "NDHWC", 2),
    ),
};

function depthwise(): tf.Tensor {
  return gradientOf([1, 3, 3, 1], [2, 2, 1, 1], (x: tf.Tensor4D, w: tf.Tensor4D) =>
    tf.depthwiseConv2d(x, w, 1, "valid", "NHWC", 2),
  );
}

/** Tries whether the backend has the gradient, as it need not be one of tfjs's own. */
function dilationOf({ layer }: PlacedLayer): string | undefined {
  const { dilationRate = 1 } = layer as unknown as { readonly dilationRate?: number | number[] };
  const attempt = DILATED[layer.getClassName()];
  if (!attempt || [dilationRate].flat().every((rate) => rate === 1)) return undefined;
  try {
    tf.tidy(attempt);
    return undefined;
  } catch (error) {
    return `its dilationRate is ${[dilationRate].flat().join(", ")}, which has no gradient on backend ${tf.getBackend()} (${messageOf(error)})`;
  }
}

function gradientOf<T extends tf.Tensor>(
  input: number[],
  filter: number[],
  convolve: (x: T, w: T) => tf.Tensor,
): tf.Tensor {
  const differentiate = tf.grads((x, w) => convolve(x as T, w as T).sum());
  return differentiate([tf.ones(input), tf.ones(filter)])[1] as tf.Tensor;
}
