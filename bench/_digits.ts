import { DATA_SOURCE } from "../core/mod.ts";
import { Container } from "../deps.ts";
import { digits } from "../modules/mod.ts";
import type { Examples } from "./_task.ts";

/** Classes of digits. */
export const CLASSES = 10;

/** The first `count` real digits, 784 numbers each. */
export async function readDigits(count: number): Promise<Examples> {
  const container = new Container();
  container.load(digits());
  const { train } = await container.get(DATA_SOURCE).open(0);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const { inputs, targets } = await train.gather(all);
  return { inputs: inputs[0] as Float32Array, labels: targets[0] as Int32Array };
}
