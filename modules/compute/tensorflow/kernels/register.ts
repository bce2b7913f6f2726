import { tf } from "../../../../deps.ts";
import { einsum, kernelRunner, maxPool3d } from "../../_shared/kernels/mod.ts";
import { nativeFunctionsOf, simdFunctionsOf } from "../native_functions.ts";
import {
  BACKEND_NAME,
  type Binding,
  type NativeFunctions,
  type NodeBackend,
  type TensorInfo,
} from "../node_backend.ts";
import { accuracy } from "./accuracy.ts";
import { activations } from "./activation.ts";
import { add } from "./add.ts";
import { attention } from "./attention.ts";
import { batchMatMul } from "./batch_mat_mul.ts";
import { cast } from "./cast.ts";
import { convolutions } from "./convolution.ts";
import { convolutionInput } from "./convolution_input.ts";
import { convolutionLayers } from "./convolution_layer.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import { gather } from "./gather.ts";
import { gram } from "./gram.ts";
import { layerNormalization } from "./layer_normalization.ts";
import { maxPool } from "./max_pool.ts";
import { multiply } from "./multiply.ts";
import { paddedAvgPool } from "./padded_avg_pool.ts";
import { recurrences } from "./recurrence.ts";
import { reductions } from "./reductions.ts";
import { reluGradient } from "./relu_gradient.ts";
import { reshape } from "./reshape.ts";
import { resizeGrads } from "./resizes.ts";
import { softmax } from "./softmax.ts";
import { squaredNorm } from "./squared_norm.ts";
import { step } from "./step.ts";
import { transpose } from "./transpose.ts";
import { unflatten } from "./unflatten.ts";
import { updates } from "./updates.ts";

/** A kernel that replaces one of the package's or adds one. */
export interface TensorflowKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    backend: NodeBackend,
  ): TensorInfo | TensorInfo[];
}

/**
 * Registers our kernels.
 *
 * @param shielded Whether ops are shielded from signals: only then do products run on an op that a
 * signal can corrupt.
 * @returns Restores the package's kernels.
 */
export function registerKernels({
  binding,
  shielded,
}: {
  readonly binding: Binding;
  readonly shielded: boolean;
}): () => void {
  const stock = (name: string) => (tf.getKernel(name, BACKEND_NAME) as tf.KernelConfig).kernelFunc;
  const native = nativeFunctionsOf(binding);
  const products = simdFunctionsOf(binding);
  const ops = convolutions(stock);
  const kernels: readonly TensorflowKernel[] = [
    ...(native ? [flatten(native), unflatten(native), accuracy(native), gram(native)] : []),
    ...(native ? withStock(native, stock) : []),
    ...(products ? [...dense(products), ...attention(products), ...maxPool(products)] : []),
    batchMatMul(stock("BatchMatMul"), shielded),
    ...ops.map((op) => {
      return products && op.kernelName === "Conv2DBackpropInput"
        ? convolutionInput(products, op)
        : op;
    }),
    ...(products ? convolutionLayers(products, ops) : []),
    cast(stock("Cast")),
    ...updates(native),
    squaredNorm,
    crossEntropy,
    reluGradient,
    reshape,
    step(stock("Step")),
    gather(stock("GatherV2")),
    ...resizeGrads,
    ...[...maxPool3d, einsum].map(composed),
    ...paddedAvgPool(stock),
  ];
  const replaced = kernels.map(replace);
  return () => {
    for (const putBack of replaced) putBack();
  };
}

/** Makes a kernel that is composed of others of this backend. */
function composed({ kernelName, run }: (typeof maxPool3d)[number]): TensorflowKernel {
  return {
    kernelName,
    run: (inputs, attributes, backend) =>
      run(inputs, attributes, kernelRunner(BACKEND_NAME, backend)),
  };
}

/** Kernels over rows and axes, some of which fall back to the package's. */
function withStock(
  native: NativeFunctions,
  stock: (name: string) => tf.KernelFunc,
): readonly TensorflowKernel[] {
  return [
    ...layerNormalization(native),
    ...recurrences(native),
    ...activations(native),
    ...softmax(native, stock("Softmax")),
    ...reductions(native, stock),
    transpose(native, stock("Transpose")),
    add(native, stock("Add")),
    multiply(native, stock("Multiply")),
  ];
}

function replace({ kernelName, run }: TensorflowKernel): () => void {
  const before = tf.getKernel(kernelName, BACKEND_NAME);
  if (before) tf.unregisterKernel(kernelName, BACKEND_NAME);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs, (attrs ?? {}) as Readonly<Record<string, unknown>>, backend as NodeBackend),
  });
  return () => {
    tf.unregisterKernel(kernelName, BACKEND_NAME);
    if (before) tf.registerKernel(before);
  };
}
