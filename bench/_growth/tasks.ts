import { DATES, HEURISTIC } from "./compare_policies.ts";
import { DULL } from "./dull_job.ts";
import { mnist1dTask } from "./mnist_1d_task.ts";
import { mnistTask } from "./mnist_task.ts";
import { mobyDickTask } from "./moby_dick_task.ts";
import type { GrowthTask } from "./task.ts";

/** The tasks of which sizes are compared; the last is one in which growing loses. */
export const COMPARED: readonly GrowthTask[] = [
  mnist1dTask("mnist_1d", 40_000, 3_000),
  mnistTask,
  mobyDickTask,
  mnist1dTask("mnist_1d_4000", 4_000, 3_000),
];

/** All tasks whose runs are those of `train()`, by name. */
export const TASKS: ReadonlyMap<string, GrowthTask> = new Map(
  [...COMPARED, DATES, HEURISTIC, DULL].map((task) => [task.name, task]),
);
