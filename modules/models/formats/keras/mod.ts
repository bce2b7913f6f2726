/**
 * Models as Keras 3 saves them.
 *
 * @module
 */

export { kerasFormat } from "./keras_format.ts";
export { kerasBytes } from "./write_keras.ts";
