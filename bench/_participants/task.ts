import type { Modules, TrainerConfig } from "../../modules/mod.ts";
import { adamw, arrays, constant, mlp, wasm } from "../../modules/mod.ts";

const EXAMPLES = 4_096;
const INPUTS = 784;
const CLASSES = 10;

/** A network of half a million parameters on made-up digits, in batches of 128: a step of some 10 to 50 ms. */
export function benchTask(modules: readonly Modules[]): TrainerConfig {
  const values = Float32Array.from({ length: EXAMPLES * INPUTS }, (_, at) => Math.sin(at * 0.37));
  const labels = Int32Array.from({ length: EXAMPLES }, (_, index) => index % CLASSES);
  return {
    host: mlp({ inputShape: [INPUTS], hidden: [512, 256], classes: CLASSES }),
    data: arrays({
      inputs: { x: { values, shape: [INPUTS] } },
      targets: { y: { values: labels, classes: CLASSES } },
    }),
    // One thread: several such processes share the cores.
    modules: [wasm({ threads: 1 }), adamw(), constant(1e-3), ...modules],
    batchSize: 128,
  };
}
