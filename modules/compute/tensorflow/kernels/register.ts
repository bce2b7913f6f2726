import { tf } from "../../../../deps.ts";
import { directOf, productsOf } from "../direct.ts";
import {
  BACKEND_NAME,
  type Binding,
  type DirectFunctions,
  type NodeBackend,
  type TensorInfo,
} from "../node_backend.ts";
import { accuracy } from "./accuracy.ts";
import { add } from "./add.ts";
import { attention } from "./attention.ts";
import { batchMatMul } from "./batch_mat_mul.ts";
import { cast } from "./cast.ts";
import { convolutions } from "./convolution.ts";
import { convolutionLayers } from "./convolution_layer.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import { layerNormalization } from "./layer_normalization.ts";
import { maxPool } from "./max_pool.ts";
import { pieces } from "./pieces.ts";
import { reluGradient } from "./relu_gradient.ts";
import { reshape } from "./reshape.ts";
import { softmax } from "./softmax.ts";
import { squaredNorm } from "./squared_norm.ts";
import { step } from "./step.ts";
import { transpose } from "./transpose.ts";
import { updates } from "./updates.ts";

/** A kernel of ours, in the place of one of the package's or where it has none. */
export interface TensorflowKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    backend: NodeBackend,
  ): TensorInfo | TensorInfo[];
}

/**
 * Registers ours.
 *
 * @param shielded Whether no signal gets into an op: only then products are made by an op that cannot bear one.
 * @returns What puts the package's back.
 */
export function registerKernels({
  binding,
  shielded,
}: {
  readonly binding: Binding;
  readonly shielded: boolean;
}): () => void {
  const stock = (name: string) => (tf.getKernel(name, BACKEND_NAME) as tf.KernelConfig).kernelFunc;
  const direct = directOf(binding);
  const products = productsOf(binding);
  const ops = convolutions(stock);
  const kernels: readonly TensorflowKernel[] = [
    ...(direct ? [flatten(direct), pieces(direct), accuracy(direct)] : []),
    ...(direct ? withStock(direct, stock) : []),
    ...(products ? [...dense(products), ...attention(products), ...maxPool(products)] : []),
    batchMatMul(stock("BatchMatMul"), shielded),
    ...ops,
    ...(products ? convolutionLayers(products, ops) : []),
    cast(stock("Cast")),
    ...updates,
    squaredNorm,
    crossEntropy,
    reluGradient,
    reshape,
    step(stock("Step")),
  ];
  const replaced = kernels.map(replace);
  return () => {
    for (const putBack of replaced) putBack();
  };
}

/** Passes over rows and axes, some in the place of the package's. */
function withStock(
  direct: DirectFunctions,
  stock: (name: string) => tf.KernelFunc,
): readonly TensorflowKernel[] {
  return [
    ...layerNormalization(direct),
    ...softmax(direct, stock("Softmax")),
    transpose(direct, stock("Transpose")),
    add(direct, stock("Add")),
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
