import assert from "node:assert/strict";
import { before } from "node:test";
import type { ArenaLayout, Optimizer, OptimizerState } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { type SuiteOptions, suiteOf } from "../_support/suite.ts";
import { leavesNoTensors, take } from "../_support/tensors.ts";

const LAYOUT: ArenaLayout = {
  segments: [
    { name: "w", shape: [2, 2], offset: 0, size: 4 },
    { name: "b", shape: [1], offset: 4, size: 1 },
  ],
  size: 5,
};

const parameters = () => tf.tensor1d([1, -2, 3, -4, 5]);
const gradients = (step: number) => tf.tensor1d([1, 2, 3, 4, 5].map((i) => Math.sin(i * step)));

/** Checks what the port {@link Optimizer} obliges a provider to. */
export function conformsToOptimizer(create: () => Optimizer, options: SuiteOptions = {}): void {
  const check = suiteOf(options);
  before(() => tf.setBackend("cpu"));

  check("Optimizer.update() changes none of its arguments", () => {
    const optimizer = create();
    const state = optimizer.init(LAYOUT);
    const [p, g] = [parameters(), gradients(1)];
    const before = snapshot(p, g, state);
    optimizer.update(p, g, state, 0.1);
    assert.deepEqual(snapshot(p, g, state), before);
  });

  check("Optimizer.update() gives the same for the same arguments", () => {
    const optimizer = create();
    const state = optimizer.init(LAYOUT);
    const [p, g] = [parameters(), gradients(1)];
    const results = [1, 2].map(() => optimizer.update(p, g, state, 0.1));
    assert.deepEqual(
      take((results[0] as (typeof results)[0]).parameters_P),
      take((results[1] as (typeof results)[0]).parameters_P),
    );
  });

  check("Optimizer.update() counts its updates", () => {
    const { state } = run(create(), 3);
    assert.equal(state.count, 3);
  });

  check("Optimizer.update() leaves no tensor but what it returns", () => {
    const optimizer = create();
    const [p, g] = [parameters(), gradients(1)];
    leavesNoTensors(() => {
      const state = optimizer.init(LAYOUT);
      const updated = optimizer.update(p, g, state, 0.1);
      updated.parameters_P.dispose();
      tf.dispose([state.slots, state.constants, updated.state.slots] as tf.TensorContainer);
    });
  });

  check("Optimizer goes on from a saved count and slots to the same bits", () => {
    const whole = run(create(), 6);
    const half = run(create(), 3);
    const optimizer = create();
    const fresh = optimizer.init(LAYOUT);
    const slots = Object.fromEntries(
      Object.entries(half.state.slots).map(([name, slot]) => [name, tf.tensor1d(slot.dataSync())]),
    );
    const restored = { ...fresh, count: half.state.count, slots };
    const resumed = run(optimizer, 3, 3, half.parameters_P, restored);
    assert.deepEqual(take(resumed.parameters_P), take(whole.parameters_P));
  });
}

/** `count` updates on the gradients from step `from` on. */
function run(
  optimizer: Optimizer,
  count: number,
  from = 0,
  start: tf.Tensor1D = parameters(),
  state: OptimizerState = optimizer.init(LAYOUT),
) {
  let now = { parameters_P: start, state };
  for (let step = from; step < from + count; step++) {
    now = optimizer.update(now.parameters_P, gradients(step), now.state, 0.1);
  }
  return now;
}

function snapshot(p: tf.Tensor, g: tf.Tensor, state: OptimizerState) {
  const slots = Object.entries(state.slots).map(([name, slot]) => [name, [...slot.dataSync()]]);
  return { p: [...p.dataSync()], g: [...g.dataSync()], count: state.count, slots };
}
