/**
 * Linear warmup into any policy.
 *
 * @module
 */
export { type WarmupOptions, warmup } from "./warmup.ts";
