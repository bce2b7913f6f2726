import { DATA_SOURCE } from "../core/mod.ts";
import { Container } from "../deps.ts";
import { digits } from "../modules/mod.ts";

/** The network and how every side of the throughput measurement trains it. */
export const TASK = {
  inputs: 784,
  hidden: [512, 256],
  classes: 10,
  batch: 128,
  /** Adam's: stock tfjs has no decay. */
  optimizer: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
} as const;

/** Its name in results. */
export const TASK_NAME: string = ["mlp", TASK.inputs, ...TASK.hidden, TASK.classes].join("-");

/** Whole batches in the 8,000 digits. */
export const MOST_BATCHES: number = Math.floor(8_000 / TASK.batch);

/** Digits and their classes, row-major. */
export interface Examples {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Real digits for `batches` batches, the same in every process. */
export async function readExamples(batches: number): Promise<Examples> {
  const container = new Container();
  container.load(digits());
  const { train } = await container.get(DATA_SOURCE).open(0);
  const all = Uint32Array.from({ length: batches * TASK.batch }, (_, index) => index);
  const { inputs, targets } = await train.gather(all);
  return { images: inputs[0] as Float32Array, labels: targets[0] as Int32Array };
}
