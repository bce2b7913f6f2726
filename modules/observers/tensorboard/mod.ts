/**
 * Event files for TensorBoard.
 *
 * @module
 */
export { type TensorboardOptions, tensorboard } from "./tensorboard.ts";
