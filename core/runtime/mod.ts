/**
 * What the runtimes and the operating system offer, behind one face.
 *
 * @module
 */
export { collectGarbage } from "./garbage.ts";
export { runtimeIdentity } from "./identity.ts";
export { Pacer } from "./pacer.ts";
export { PriorityQueue } from "./priority_queue.ts";
export {
  SHARED_MEMORY_FOLDER,
  type SharedMapping,
  sharedMemory,
} from "./shared_memory.ts";
export { canEndSpinningWorkers, scriptArguments } from "./threads.ts";
