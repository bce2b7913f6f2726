/**
 * Gradient transforms: what happens to gradients before optimizers get them.
 *
 * @module
 */
export * from "./adaptive_clip/mod.ts";
export * from "./centralize/mod.ts";
export * from "./clip_by_global_norm/mod.ts";
export * from "./clip_by_value/mod.ts";
export * from "./gradient_noise/mod.ts";
