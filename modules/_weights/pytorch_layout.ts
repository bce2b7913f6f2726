import { range, reorderAxes, reshape, type WeightArray } from "../models/_graph/mod.ts";
import type { WeightFile } from "./assign_weights.ts";
import type { WeightTarget } from "./model_targets.ts";

/** What PyTorch calls weights, and what tfjs's layers call them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  weight: ["kernel", "depthwise_kernel", "gamma", "embeddings", "alpha"],
  bias: ["bias", "beta"],
  running_mean: ["moving_mean"],
  running_var: ["moving_variance"],
};

/**
 * Returns tensors of PyTorch by the names and in the layouts of the model: `encoder.fc.weight` as `encoder/fc/kernel`, and
 * kernels, [out, in, sizes], as [sizes, in, out]. What has no target keeps its name.
 */
export function pytorchWeights(
  file: WeightFile,
  targets: ReadonlyMap<string, WeightTarget>,
): WeightFile {
  const tensors = [...file].filter(([name]) => !name.endsWith("num_batches_tracked"));
  return new Map(
    tensors.map(([name, array]) => {
      const target = targetOf(name, targets);
      return target ? [target.name, forTfjs(array, target)] : [name, array];
    }),
  );
}

function targetOf(
  name: string,
  targets: ReadonlyMap<string, WeightTarget>,
): WeightTarget | undefined {
  const parts = name.split(/[./]/);
  const last = parts.pop() as string;
  const candidates = [name, ...(NAMES[last] ?? []).map((own) => [...parts, own].join("/"))];
  return candidates.map((candidate) => targets.get(candidate)).find((target) => target);
}

function forTfjs(array: WeightArray, { name, layerClass, shape }: WeightTarget): WeightArray {
  const rank = array.shape.length;
  const kernel = name.slice(name.lastIndexOf("/") + 1);
  if (rank < 2 || !kernel.includes("kernel")) {
    // A slope for each channel, whose other axes are 1 in tfjs.
    const size = shape.reduce((a, b) => a * b, 1);
    return layerClass === "PReLU" && size === array.data.length ? reshape(array, shape) : array;
  }
  const sizes = range(2, rank - 2);
  if (layerClass === "DepthwiseConv2D") {
    // [in * multiplier, 1, sizes] as [sizes, in, multiplier].
    return reshape(reorderAxes(array, [...sizes, 0, 1]), shape);
  }
  // A transposed convolution has [in, out, sizes] there and [sizes, out, in] here: axes change places alike.
  return reorderAxes(array, [...sizes, 1, 0]);
}
