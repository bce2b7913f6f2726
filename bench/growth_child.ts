/**
 * Does runs of the growth bench in a process of its own. For each line on stdin, which names a task and a plan, it answers
 * with a line of JSON: what came of the run.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { TASKS } from "./_growth/tasks.ts";
import { type RunPlan, train } from "./_growth/train.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const { task: name, plan } = JSON.parse(line) as { task: string; plan: RunPlan };
  const task = TASKS.get(name);
  if (!task) throw new RangeError(`Unknown task "${name}". Cannot train.`);
  process.stdout.write(`${JSON.stringify(await train(task, plan))}\n`);
}
