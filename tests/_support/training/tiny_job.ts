import { arrays, mlp, type TrainerConfig } from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { onStillClock } from "./still_clock.ts";

const SIZE = 40;
const INPUTS = 4;

/** Examples that a line tells apart: whether the first number is greater than the second. */
function tinyExamples() {
  const values = Array.from({ length: SIZE * INPUTS }, (_, index) => Math.sin(index * 1.3));
  const label = (example: number) =>
    (values[example * INPUTS] as number) > (values[example * INPUTS + 1] as number) ? 1 : 0;
  return {
    inputs: { x: { values, shape: [INPUTS] } },
    targets: {
      y: { values: Array.from({ length: SIZE }, (_, example) => label(example)), classes: 2 },
    },
  };
}

/** A job of 8 steps an epoch on the cpu backend, with 8 examples to validate; takes milliseconds. */
export function tinyJob(modules: TrainerConfig["modules"]): TrainerConfig {
  return {
    host: mlp({ inputShape: [INPUTS], hidden: [5], classes: 2 }),
    data: arrays({ ...tinyExamples(), validation: 0.2 }),
    modules: onStillClock([testBackend(), ...modules]),
    batchSize: 4,
    seed: 1,
  };
}
