/**
 * Checkpoints in a directory.
 *
 * @module
 */
export { type CheckpointsOptions, checkpoints } from "./checkpoints.ts";
export { type CheckpointContents, CheckpointDirectory, type TensorEntry } from "./directory.ts";
