/**
 * The optimizers of tfjs, wrapped.
 *
 * @module
 */
export { tfjsOptimizer } from "./tfjs.ts";
