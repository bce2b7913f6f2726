import { tf } from "../deps.ts";

/** The network and the examples that every side of the throughput measurement trains. */
export const TASK = { inputs: 784, hidden: [512, 256], classes: 10, batch: 128 } as const;

/** Its name in results. */
export const TASK_NAME: string = ["mlp", TASK.inputs, ...TASK.hidden, TASK.classes].join("-");

/** Made-up examples for `steps` batches, the same each time. */
export function makeExamples(steps: number): { images: Float32Array; labels: Int32Array } {
  const size = steps * TASK.batch;
  const images = tf.randomUniform([size * TASK.inputs], 0, 1, "float32", 1);
  const labels = tf.randomUniform([size], 0, TASK.classes, "int32", 2);
  const examples = {
    images: images.dataSync<"float32">().slice(),
    labels: labels.dataSync<"int32">().slice(),
  };
  tf.dispose([images, labels]);
  return examples;
}
