/**
 * Optimizers.
 *
 * @module
 */
export type { DecayOptions } from "./_shared/mod.ts";
export * from "./adagrad/mod.ts";
export * from "./adam/mod.ts";
export * from "./adamw/mod.ts";
export * from "./ema/mod.ts";
export * from "./frozen/mod.ts";
export * from "./lamb/mod.ts";
export * from "./lion/mod.ts";
export * from "./lookahead/mod.ts";
export * from "./rmsprop/mod.ts";
export * from "./sgd/mod.ts";
export * from "./tfjs/mod.ts";
