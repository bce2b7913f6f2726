import { TolariaError } from "../errors/mod.ts";
import { lossTasks } from "../metrics/objective_metrics.ts";
import type { Task } from "../ports/gradient_aggregator.ts";
import type { Objective } from "../ports/objective.ts";
import type { GraftedSeed } from "../ports/seed_training.ts";
import type { Row } from "./task_gradients.ts";

/** The losses of an objective as tasks of the host; a single one is called as its objective. */
export function hostTasks(objective: Objective): readonly Task[] {
  const tasks = lossTasks(objective).map(({ name, weight }) => ({
    name,
    role: "host" as const,
    weight,
  }));
  return tasks.length > 0 ? tasks : [{ name: objective.name, role: "host", weight: 1 }];
}

/** Seeds that are grafted in as tasks, each with the weight of its stage. */
export function seedTasks(grafted: readonly GraftedSeed[]): readonly Task[] {
  return grafted.map(({ group, weight }) => ({ name: group, role: "seed", weight }));
}

/** Fails if a loss has no gradient in any weight. */
export function checkRows(tasks: readonly Task[], rows: readonly Row[]): void {
  tasks.forEach(({ name }, at) => {
    if (rows[at]?.some((gradient) => gradient)) return;
    throw noGradient(name);
  });
}

/** The error for a loss that depends on no weight that is trained. */
export function noGradient(name: string): TolariaError {
  return new TolariaError(
    "objective/no-gradient",
    `The loss of "${name}" depends on no weight that is trained: compute it from the outputs with operations that have a gradient.`,
  );
}
