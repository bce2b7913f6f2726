import assert from "node:assert/strict";
import { before } from "node:test";
import {
  type ArenaLayout,
  type Optimizer,
  type OptimizerState,
  TolariaError,
} from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { leavesNoTensors, take } from "./_support/tensors.ts";
import { useTestBackend } from "./_support/test_backend.ts";

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
  before(useTestBackend);

  check("Optimizer.update() changes none of its arguments", () => {
    const optimizer = create();
    const state = optimizer.init(LAYOUT, parameters());
    const [p, g] = [parameters(), gradients(1)];
    const before = snapshot(p, g, state);
    optimizer.update(p, g, state, 0.1);
    assert.deepEqual(snapshot(p, g, state), before);
  });

  check("Optimizer.update() gives the same for the same arguments", () => {
    const optimizer = create();
    const state = optimizer.init(LAYOUT, parameters());
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
      const state = optimizer.init(LAYOUT, p);
      const updated = optimizer.update(p, g, state, 0.1);
      updated.parameters_P.dispose();
      tf.dispose([state.slots, state.constants, updated.state.slots] as tf.TensorContainer);
    });
  });

  check("Optimizer goes on from a saved state to the same bits", () => {
    const whole = run(create(), 12);
    const half = run(create(), 6);
    const optimizer = create();
    const fresh = optimizer.init(LAYOUT, parameters());
    const restored = { ...fresh, ...reload(save(half.state)) };
    const resumed = run(optimizer, 6, 6, half.parameters_P, restored);
    assert.deepEqual(take(resumed.parameters_P), take(whole.parameters_P));
    assert.deepEqual(save(resumed.state), save(whole.state));
  });

  check("Optimizer says what each slot of its state means", () => {
    const optimizer = create();
    const { state } = run(optimizer, 1);
    assert.deepEqual(Object.keys(optimizer.slots).sort(), Object.keys(state.slots).sort());
    for (const [name, { role, gain }] of Object.entries(optimizer.slots)) {
      if (role === "opaque") continue;
      if (role === "weights") {
        assert.deepEqual([gain(0), gain(10)], [1, 1], `gain of ${name}`);
        continue;
      }
      assert.equal(gain(0), 0, `${name} is not empty before the first update`);
      assert.ok(gain(1) > 0 && gain(10) >= gain(1), `gain of ${name}`);
    }
  });

  check("Optimizer keeps its average of the weights in a slot of such", () => {
    const { average, slots } = create();
    if (average !== undefined) assert.equal(slots[average]?.role, "weights");
  });

  check("Optimizer.with() makes the same optimizer of the same options", () => {
    const optimizer = create();
    const again = optimizer.with({});
    assert.equal(again.name, optimizer.name);
    assert.deepEqual(again.options, optimizer.options);
    assert.deepEqual(take(run(again, 3).parameters_P), take(run(optimizer, 3).parameters_P));
  });

  check("Optimizer.with() refuses an option that it does not have", () => {
    assert.throws(
      () => create().with({ patience: 3 }),
      (error) => TolariaError.is(error, "options/invalid") && /"patience"/.test(error.message),
    );
  });
}

/** A state as plain numbers, through JSON as far as JSON can carry them. */
function save({ count, slots, scalars = {} }: OptimizerState) {
  const values = Object.entries(slots).map(([name, slot]) => [name, [...slot.dataSync()]] as const);
  return { count, slots: Object.fromEntries(values), scalars: { ...scalars } };
}

function reload(saved: ReturnType<typeof save>): Omit<OptimizerState, "constants"> {
  const { count, slots, scalars } = JSON.parse(JSON.stringify(saved)) as ReturnType<typeof save>;
  const tensors = Object.entries(slots).map(([name, values]) => [name, tf.tensor1d([...values])]);
  return { count, slots: Object.fromEntries(tensors), scalars };
}

/** `count` updates on the gradients from step `from` on. */
function run(
  optimizer: Optimizer,
  count: number,
  from = 0,
  start: tf.Tensor1D = parameters(),
  state: OptimizerState = optimizer.init(LAYOUT, start),
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
