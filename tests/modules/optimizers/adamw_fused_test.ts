import { after, before, test } from "node:test";
import {
  type ArenaLayout,
  COMPUTE_BACKEND,
  type ComputeBackend,
  OPTIMIZER,
  type OptimizerState,
} from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { type AdamwOptions, adamw } from "../../../modules/optimizers/adamw/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { startOf } from "../../_support/optimizers/optimizers.ts";

/** Neither segment ends where a group of four does. */
const LAYOUT: ArenaLayout = {
  segments: [
    { name: "w", shape: [3, 7], offset: 0, size: 21 },
    { name: "b", shape: [2], offset: 21, size: 2 },
  ],
  size: 23,
};

const OPTIONS: readonly AdamwOptions[] = [
  {},
  { weightDecay: 0 },
  { beta1: 0, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.1, decays: () => true },
];

let backend: ComputeBackend;
before(async () => {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(wasm({ threads: 1 }));
  backend = container.get(COMPUTE_BACKEND);
  await backend.start();
});
after(() => backend.dispose());

/** Weights and moments after 50 updates by the gradient of (i + 1) (p_i - i / 10)^2 / 2. */
function train(options: AdamwOptions): number[] {
  const container = new Container();
  container.load(adamw(options));
  const optimizer = container.get(OPTIMIZER);
  let state: OptimizerState = startOf(optimizer, LAYOUT);
  let p = tf.zeros<tf.Rank.R1>([LAYOUT.size]);
  for (let step = 0; step < 50; step++) {
    const g = tf.tensor1d([...p.dataSync()].map((value, i) => (i + 1) * (value - i / 10)));
    const updated = optimizer.update(p, g, state, 0.01);
    tf.dispose([p, g, state.slots] as tf.TensorContainer);
    p = updated.parameters_P;
    state = updated.state;
  }
  tf.dispose(state.constants as tf.TensorContainer);
  return [p, state.slots.m, state.slots.v].flatMap((tensor) => take(tensor as tf.Tensor));
}

for (const options of OPTIONS) {
  test(`adamw() by one kernel moves as it does op by op with ${JSON.stringify(options)}`, async () => {
    const fused = train(options);
    const wasmBackend = tf.getBackend();
    await tf.setBackend("cpu");
    const byOps = train(options);
    await tf.setBackend(wasmBackend);
    assertClose(fused, byOps, 1e-6);
  });
}
