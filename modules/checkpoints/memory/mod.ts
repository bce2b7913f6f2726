/**
 * Checkpoints in memory.
 *
 * @module
 */
export { type MemoryCheckpointsOptions, memoryCheckpoints } from "./memory_checkpoints.ts";
export { CheckpointShelf, type ShelvedPart, type ShelvedTensor } from "./shelf.ts";
