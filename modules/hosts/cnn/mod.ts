/**
 * A small convolutional network as a host.
 *
 * @module
 */
export { type CnnOptions, cnn } from "./cnn.ts";
