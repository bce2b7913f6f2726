/**
 * Stock `model.fit` on a backend as it comes from npm, in a process of its own. For each line on stdin it
 * fits one epoch and answers with the milliseconds that a step took. On `tensorflow` the kernels are the package's, the
 * library is that of the setup.
 *
 * Usage: fit_child <backend> <model> <examples>
 *
 * @module
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { loadWasmPackage, tf } from "../deps.ts";
import { loadTensorflow, tensorflowFolder } from "../modules/compute/tensorflow/mod.ts";
import { ADAM, type TrainingTask } from "./_task.ts";
import { ALL_TASKS } from "./_tasks.ts";

const [backend, name, count] = process.argv.slice(2) as [string, string, string];
await useStock(backend);
const task = ALL_TASKS[name] as TrainingTask;
const model = task.model("softmax");
const { learningRate, beta1, beta2, epsilon } = ADAM;
model.compile({
  optimizer: tf.train.adam(learningRate, beta1, beta2, epsilon),
  loss: "categoricalCrossentropy",
});
const { inputs, labels } = await task.examples(Number(count));
const x = tf.tensor(inputs, [Number(count), ...task.shape]);
const targets = tf.tensor(labels, [Number(count), ...(task.places ?? [])], "int32");
const y = tf.oneHot(targets, task.classes).toFloat();
const batches = Number(count) / task.batch;
for await (const _ of createInterface({ input: process.stdin })) {
  const startedMs = performance.now();
  await model.fit(x, y, { epochs: 1, batchSize: task.batch, verbose: 0 });
  process.stdout.write(`${(performance.now() - startedMs) / batches}\n`);
}

async function useStock(backend: string): Promise<void> {
  if (backend === "wasm") {
    const { resolve } = createRequire(import.meta.url);
    const binary = resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
    loadWasmPackage().setWasmPaths(binary.slice(0, binary.lastIndexOf("/") + 1));
  }
  if (backend === "tensorflow") {
    tf.registerBackend(backend, loadTensorflow(tensorflowFolder()).createBackend);
  }
  await tf.setBackend(backend);
  await tf.ready();
}
