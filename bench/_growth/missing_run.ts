import type { KeptTask } from "./kept_runs.ts";
import type { RunOutcome, RunPlan } from "./train.ts";

/** A run that was not done, where only those that were are looked at. */
export class MissingRun extends Error {
  override readonly name = "MissingRun";
}

/** Does no run. */
export async function missingRun(
  { name }: Pick<KeptTask, "name">,
  { size, rate, seed, steps }: RunPlan,
): Promise<RunOutcome> {
  throw new MissingRun(
    `"${name}" was not run yet: ${size}, rate ${rate}, seed ${seed}, ${steps} steps.`,
  );
}
