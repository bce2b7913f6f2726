// Kernels on the heap of tfjs's own, in AssemblyScript. `npm run generate` makes the binaries beside it.
//
// Every argument of type usize is the place of a tensor's first number, in bytes. Results go where no argument
// lies. Plain SIMD without fused multiply-add: the same bits on every machine, and no binary for those that
// lack relaxed SIMD.
export { crossEntropy } from "./cross_entropy.as";
export { behindRelu, denseGradient } from "./dense_gradient.as";
export { softmaxGradient } from "./softmax_gradient.as";
export { layerNormalization, layerNormalizationGradient } from "./layer_normalization.as";
export { adamw, sgd } from "./updates.as";
export { copyWithSquaredNorm, squaredNorm, sum } from "./reductions.as";
export { combine, gram } from "./rows.as";
export { scale, sqrt } from "./elementwise.as";
export { transpose } from "./transpose.as";
export { compute, describe, jobBytes, roomBytes } from "./matmul.as";
export { distances } from "./distances.as";
