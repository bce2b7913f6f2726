// Kernels in AssemblyScript that work on tfjs's own heap. `npm run generate` compiles the binaries beside it.
//
// Every argument of type usize is an address in bytes. Results do not overlap the arguments. Plain SIMD without fused multiply-add: the same bits on every machine, and no binary for those that
// lack relaxed SIMD.
export { crossEntropy } from "./cross_entropy.as";
export { denseGradient, reluGradient } from "./dense_gradient.as";
export { softmaxGradient } from "./softmax_gradient.as";
export { layerNormalization, layerNormalizationGradient } from "./layer_normalization.as";
export { recurrenceScratchBytes, writeRecurrenceJob } from "./recurrence.as";
export { writeRecurrenceGradientJob } from "./recurrence_gradient.as";
export { writeUpdateJob } from "./update_jobs.as";
export { copyWithSquaredNorm, squaredNorm, sum, sumRows } from "./reductions.as";
export { combine, gram } from "./rows.as";
export { clamp, maximum, minimum, scale, sign, sqrt } from "./elementwise.as";
export { writePoolJob } from "./pools.as";
export { transpose } from "./transpose.as";
export { writeAttentionJob } from "./attention.as";
export { packColumns, writeConvolutionJob } from "./convolution.as";
export { addConvolutionGradients, writeConvolutionGradientJob } from "./convolution_gradient.as";
export { jobBytes, runJob, scratchBytes } from "./jobs.as";
export { writeJob } from "./matmul.as";
export { writeActivationJob } from "./smooth.as";
export { stridedOffsets } from "./strided_offsets.as";
