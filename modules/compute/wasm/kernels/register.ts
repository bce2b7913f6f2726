import { tf } from "../../../../deps.ts";
import {
  avgPool3d,
  einsum,
  kernelRunner,
  maxPool3d,
  resizeGrads,
} from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import type { SharedBlocks } from "../shared_blocks.ts";
import { accuracy } from "./accuracy.ts";
import { activations } from "./activation.ts";
import { attention } from "./attention.ts";
import { batchMatMul } from "./batch_mat_mul.ts";
import { cast } from "./cast.ts";
import { clamps } from "./clamps.ts";
import { conv2d, fusedConv2d } from "./conv2d.ts";
import { conv2dBackpropFilter } from "./conv2d_backprop_filter.ts";
import { conv2dBackpropInput } from "./conv2d_backprop_input.ts";
import { conv3dBackprop } from "./conv3d_backprop.ts";
import { convolutionLayers } from "./convolution_layer.ts";
import { dense } from "./dense.ts";
import {
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
} from "./depthwise_conv2d_backprop.ts";
import { multiply, sign, sqrt } from "./elementwise.ts";
import { extremes } from "./extremes.ts";
import { fusedKernels } from "./fused.ts";
import { fusedMatMul } from "./fused_mat_mul.ts";
import { gather } from "./gather.ts";
import { BACKEND_NAME, type WasmHeap, type WasmKernel } from "./heap.ts";
import { identity } from "./identity.ts";
import { layerNormalization } from "./layer_normalization.ts";
import { oneHot } from "./one_hot.ts";
import { pools } from "./pools.ts";
import { prelu } from "./prelu.ts";
import { recurrences } from "./recurrence.ts";
import { reductions } from "./reductions.ts";
import { slice, splitV } from "./slice.ts";
import { softmaxGradient } from "./softmax_gradient.ts";
import { tile } from "./tile.ts";
import { transpose } from "./transpose.ts";
import { unflatten } from "./unflatten.ts";
import { unsortedSegmentSum } from "./unsorted_segment_sum.ts";
import { updates } from "./updates.ts";

/** Registers the stock kernels under this backend's name, and replaces some with ours. */
export function registerKernels(
  compiled: CompiledKernels,
  blocks: SharedBlocks,
  engine: MatmulEngine,
): void {
  tf.copyRegisteredKernels("wasm", BACKEND_NAME);
  const stock = (name: string) => (tf.getKernel(name, BACKEND_NAME) as tf.KernelConfig).kernelFunc;
  const kernels: readonly WasmKernel[] = [
    batchMatMul(engine),
    fusedMatMul(stock("_FusedMatMul"), engine),
    ...reductions(stock, compiled),
    transpose(stock("Transpose"), compiled),
    sqrt(stock("Sqrt"), compiled),
    sign(stock("Sign"), compiled),
    cast(stock("Cast")),
    ...clamps(stock, compiled),
    ...extremes(stock, compiled),
    prelu(stock("Prelu")),
    multiply(stock("Multiply"), compiled),
    identity,
    accuracy,
    slice,
    splitV,
    gather(stock("GatherV2")),
    tile,
    oneHot,
    ...pools(engine, compiled),
    ...resizeGrads,
    ...conv3dBackprop,
    conv2d(engine, compiled),
    fusedConv2d(stock("FusedConv2D"), engine, compiled),
    conv2dBackpropFilter(engine, compiled),
    conv2dBackpropInput(engine, compiled),
    ...convolutionLayers(engine, compiled),
    depthwiseConv2dBackpropFilter,
    depthwiseConv2dBackpropInput,
    unsortedSegmentSum,
    unflatten(blocks),
    softmaxGradient(compiled),
    ...layerNormalization(compiled),
    ...dense(engine, compiled),
    ...activations(engine, compiled),
    ...attention(engine, compiled),
    ...fusedKernels(compiled),
    ...updates(engine, compiled),
    ...recurrences(engine, compiled),
  ];
  for (const kernel of kernels) register(kernel);
  for (const { kernelName, run } of [...maxPool3d, ...avgPool3d, einsum]) {
    register({
      kernelName,
      run: (inputs, attributes, heap) =>
        run(inputs, attributes, kernelRunner(BACKEND_NAME, heap as unknown as tf.KernelBackend)),
    });
  }
}

/** Unregisters all of them. */
export function unregisterKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend(BACKEND_NAME)) {
    tf.unregisterKernel(kernelName, BACKEND_NAME);
  }
}

function register({ kernelName, run }: WasmKernel): void {
  const stock = tf.getKernel(kernelName, BACKEND_NAME);
  if (stock) tf.unregisterKernel(kernelName, BACKEND_NAME);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    // The set-up binds a stock kernel that ours calls to the binary.
    ...(stock?.setupFunc && { setupFunc: stock.setupFunc }),
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs, (attrs ?? {}) as Readonly<Record<string, unknown>>, backend as WasmHeap),
  });
}
