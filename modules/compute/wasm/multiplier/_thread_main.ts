/**
 * What runs in a thread that multiplies: serves its board until that is closed.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { loadCrewKernels } from "../assembly/load.ts";
import type { ThreadTask } from "./thread_task.ts";

const { memory, board, room } = workerData as ThreadTask;
const kernels = loadCrewKernels(memory);
parentPort?.postMessage("ready");
kernels.serve(board, room);
