/**
 * What the runtimes and the operating system offer, behind one face, and the mechanisms that providers share.
 *
 * @module
 */
export { createPrivateFile, openExclusive } from "./exclusive_database.ts";
export { collectGarbage, collectorOfV8 } from "./garbage.ts";
export { runtimeIdentity } from "./identity.ts";
export { isAlive } from "./is_alive.ts";
export { LoopPlace, type LoopPosition } from "./loop_place.ts";
export { machineClock } from "./machine_clock.ts";
export { openLibrary } from "./native_library.ts";
export { isNotebook } from "./notebook.ts";
export { Pacer } from "./pacer.ts";
export { PriorityQueue } from "./priority_queue.ts";
export { cacheFolder, homeFolder, stateFolder } from "./private_folder.ts";
export { coresOfProcess } from "./process_cores.ts";
export { isRunning, processStart } from "./process_start.ts";
export { openRegularFile, readRegularText } from "./regular_file.ts";
export { serveWorker } from "./serve_worker.ts";
export { SHARED_MEMORY_FOLDER, type SharedMapping, sharedMemory } from "./shared_memory.ts";
export { Spool } from "./spool.ts";
export { SupervisedWorker, type WorkerListener } from "./supervised_worker.ts";
export { canEndSpinningWorkers, scriptArguments } from "./threads.ts";
export { settlesWithin, withTimeout } from "./time_limit.ts";
export { TimedProfiler } from "./timed_profiler.ts";
export { unlessAborted } from "./unless_aborted.ts";
