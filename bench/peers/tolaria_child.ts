/**
 * Tolaria in a process of its own. For each line on stdin it trains an epoch and answers with the
 * milliseconds of a step, or, asked for `peaks`, with the GFLOP/s of its products.
 *
 * Usage: tolaria_child <backend> <model> <batches>
 *
 * @module
 */
import { createInterface } from "node:readline";
import { tf } from "../../deps.ts";
import { backendOf, find } from "../_harness.ts";
import { ALL_TASKS } from "../_tasks.ts";
import { TimedTrainer } from "../_timed_trainer.ts";

const [backend, name, batches] = process.argv.slice(2) as [string, string, string];
const task = find(ALL_TASKS, "model", name);
const examples = await task.examples(Number(batches) * task.batch);
const trainer = new TimedTrainer(task, backendOf(backend)(), examples);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${line === "peaks" ? `${peakGflops()} 0` : await trainer.epoch()}\n`);
}
await trainer.dispose();

/** The fastest of some products of 1,024 x 1,024 matrices. */
function peakGflops(): number {
  const size = 1024;
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
  let best = 0;
  for (let round = 0; round < 5; round++) {
    const startedMs = performance.now();
    tf.matMul(a, b).dispose();
    best = Math.max(best, (2 * size ** 3) / (performance.now() - startedMs) / 1e6);
  }
  tf.dispose([a, b]);
  return best;
}
