/**
 * A controller on the training's own thread.
 *
 * @module
 */
export { type TamiyoInProcessOptions, tamiyoInProcess } from "./in_process.ts";
