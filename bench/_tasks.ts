import { DATA_SOURCE } from "../core/mod.ts";
import { Container } from "../deps.ts";
import { digits } from "../modules/mod.ts";
import { cnnTask } from "./_cnn_task.ts";
import { encoderTask } from "./_encoder_task.ts";
import { mlpTask } from "./_mlp_task.ts";
import type { BenchTask } from "./_task.ts";

/** The networks by the name that `--model` takes. */
export const TASKS: Readonly<Record<string, BenchTask>> = {
  cnn: cnnTask,
  encoder: encoderTask,
  mlp: mlpTask,
};

/** Digits to train on. */
export const MOST_EXAMPLES = 8_000;

/** Digits and their classes, row-major. */
export interface Examples {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** The first `count` real digits, the same in every process. */
export async function readExamples(count: number): Promise<Examples> {
  const container = new Container();
  container.load(digits());
  const { train } = await container.get(DATA_SOURCE).open(0);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const { inputs, targets } = await train.gather(all);
  return { images: inputs[0] as Float32Array, labels: targets[0] as Int32Array };
}
