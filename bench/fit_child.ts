/**
 * Stock `model.fit` on a backend as it comes from npm, in a process of its own. For each line on stdin it
 * fits one epoch and answers with the milliseconds that a step took.
 *
 * Usage: fit_child <backend> <batches>
 *
 * @module
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { loadWasmPackage, tf } from "../deps.ts";
import { readExamples, TASK } from "./_mlp_task.ts";

const [backend, batches] = [process.argv[2] as string, Number(process.argv[3])];
if (backend === "native") createRequire(import.meta.url)("@tensorflow/tfjs-node-gpu");
else await useStock(backend);

const model = makeModel();
await tf.ready();
const { images, labels } = await readExamples(batches);
const x = tf.tensor2d(images, [batches * TASK.batch, TASK.inputs]);
const y = tf.oneHot(tf.tensor1d(labels, "int32"), TASK.classes).toFloat();
for await (const _ of createInterface({ input: process.stdin })) {
  const startedMs = performance.now();
  await model.fit(x, y, { epochs: 1, batchSize: TASK.batch, verbose: 0 });
  process.stdout.write(`${(performance.now() - startedMs) / batches}\n`);
}

async function useStock(name: string): Promise<void> {
  if (name === "wasm") {
    const { resolve } = createRequire(import.meta.url);
    const binary = resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
    loadWasmPackage().setWasmPaths(binary.slice(0, binary.lastIndexOf("/") + 1));
  }
  await tf.setBackend(name);
}

function makeModel(): tf.Sequential {
  const widths = [...TASK.hidden, TASK.classes];
  const layers = widths.map((units, index) =>
    tf.layers.dense({
      units,
      activation: index < widths.length - 1 ? "relu" : "softmax",
      ...(index === 0 && { inputShape: [TASK.inputs] }),
    }),
  );
  const sequential = tf.sequential({ layers });
  const { learningRate, beta1, beta2, epsilon } = TASK.optimizer;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  sequential.compile({ optimizer, loss: "categoricalCrossentropy" });
  return sequential;
}
