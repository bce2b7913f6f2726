/**
 * A multi-layer perceptron as a host.
 *
 * @module
 */
export { type MlpOptions, mlp } from "./mlp.ts";
