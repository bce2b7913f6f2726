/**
 * tfjs from its parts: tensors, layers and the cpu backend, and not its bundle, which is four times as large.
 *
 * @module
 */
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import "./chained_ops.ts";
import "./layer_configs.ts";

export * from "@tensorflow/tfjs-core";
// Types of the chained methods alone.
export type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
export * from "@tensorflow/tfjs-layers";

// At its first kernel the backend recommends another package on the console, whoever runs that kernel.
Object.defineProperty(MathBackendCPU.prototype, "firstUse", { get: () => false, set: () => {} });
