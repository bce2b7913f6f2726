/**
 * Checkpoints in memory.
 *
 * @module
 */

export {
  MemoryCheckpointStore,
  type StoredPart,
  type StoredTensor,
} from "./memory_checkpoint_store.ts";
export { type MemoryCheckpointsOptions, memoryCheckpoints } from "./memory_checkpoints.ts";
