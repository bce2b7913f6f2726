/**
 * Kernels in TypeScript that several backends register instead of tfjs's own.
 *
 * @module
 */

export { ACTIVATION_CODES } from "./activation_codes.ts";
export { einsum } from "./einsum.ts";
export { floatsOf, type HostKernel, type HostMemory, type TensorInfo } from "./host_kernel.ts";
export { type KernelRunner, kernelRunner } from "./kernel_runner.ts";
export { insideFactors, type PoolWindows, poolWindows } from "./pool_windows.ts";
export { avgPoolGrad, maxPool, maxPoolGrad } from "./pools.ts";
export { avgPool3d, maxPool3d } from "./pools_3d.ts";
export { recurrenceCodes } from "./recurrence_codes.ts";
export { resizeGrads } from "./resizes.ts";
export { sign } from "./sign.ts";
