import { messageOf } from "../../../core/mod.ts";
import { sharedMemory } from "../../../core/runtime/shared_memory.ts";

/** False where there is shared memory, and otherwise why there is none: for the option `skip` of a test. */
export function hasSharedMemory(): false | string {
  try {
    sharedMemory();
    return false;
  } catch (error) {
    return messageOf(error);
  }
}
