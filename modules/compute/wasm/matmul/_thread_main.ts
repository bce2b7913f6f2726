/**
 * Entry point of a worker thread: runs jobs of its pool until the pool shuts down.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { loadThreadPoolKernels } from "../assembly/load.ts";
import type { ThreadTask } from "./thread_task.ts";

const { memory, pool, scratch } = workerData as ThreadTask;
const kernels = loadThreadPoolKernels(memory);
parentPort?.postMessage("ready");
kernels.runWorker(pool, scratch);
