/**
 * Models as Keras 3 saves them.
 *
 * @module
 */

export { kerasFormat } from "./keras_format.ts";
export { readKeras } from "./read_keras.ts";
export { readNamedWeights } from "./read_named_weights.ts";
export { kerasBytes } from "./write_keras.ts";
