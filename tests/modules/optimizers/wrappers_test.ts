import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { OptimizerSource } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import { adamw, CATALOGUE, ema, lookahead, rmsprop, sgd } from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import {
  layoutOfShapes,
  optimizerOf,
  PROBLEM_GRADIENTS,
  TrainedGroup,
} from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

conformsToOptimizer(() => optimizerOf(lookahead(adamw(), { syncEvery: 4 })));
conformsToOptimizer(() => optimizerOf(ema(sgd({ momentum: 0.9 }), { decay: 0.5 })));
conformsToOptimizer(() => optimizerOf(ema(lookahead(rmsprop()))));

// Made by fixtures/make_wrappers.py.
const FIXTURE = JSON.parse(
  readFileSync(new URL("./fixtures/wrappers.json", import.meta.url), "utf8"),
);

const inner = (): Record<string, [module: ContainerModule, rate: number]> => ({
  adamw: [adamw({ weightDecay: 0.01, decays: () => true }), 0.02],
  sgd: [sgd({ momentum: 0.9 }), 0.01],
});

for (const [wrapper, slot, wrap] of [
  [
    "lookahead",
    "slow",
    (module: ContainerModule) => lookahead(module, { syncEvery: 5, alpha: 0.4 }),
  ],
  ["ema", "average", (module: ContainerModule) => ema(module, { decay: 0.9 })],
] as const) {
  for (const [name, [module, rate]] of Object.entries(inner())) {
    test(`${wrapper}(${name}()) equals optax after each of some steps`, () => {
      const layout = layoutOfShapes({ w: [13] });
      const group = new TrainedGroup(optimizerOf(wrap(module)), layout, FIXTURE.start, rate);
      const reached = FIXTURE[`${wrapper} ${name}`];
      for (let step = 1; step <= 300; step++) {
        group.update(PROBLEM_GRADIENTS.quadratic([...group.parameters_P.dataSync()]));
        if (!(step in reached)) continue;
        const slot_P = group.state.slots[slot] as tf.Tensor1D;
        const { parameters, slot: expected } = reached[step];
        assertClose(group.parameters_P.dataSync(), parameters, 1e-5, `weights at ${step}`);
        assertClose(slot_P.dataSync(), expected, 1e-5, `${slot} at ${step}`);
      }
      group.dispose();
    });
  }
}

test("An optimizer that wraps another has its options, and its own under its name", () => {
  const optimizer = optimizerOf(ema(lookahead(adamw({ beta1: 0.8 }), { alpha: 0.4 })));
  assert.equal(optimizer.name, "ema(lookahead(adamw))");
  assert.equal(optimizer.average, "average");
  assert.equal(optimizer.options.beta1, 0.8);
  assert.deepEqual(optimizer.options.lookahead, { syncEvery: 5, alpha: 0.4 });
  const changed = optimizer.with({ weightDecay: 0.3, lookahead: { syncEvery: 7 } });
  assert.equal(changed.options.weightDecay, 0.3);
  assert.deepEqual(changed.options.lookahead, { syncEvery: 7, alpha: 0.4 });
  assert.deepEqual(changed.options.ema, { decay: 0.999 });
});

test("An optimizer cannot keep one average twice, and wraps nothing but optimizers", () => {
  assert.throws(() => optimizerOf(ema(ema(sgd()))), {
    code: "options/invalid",
    message: 'An optimizer cannot keep slot "average" twice. Cannot make ema(ema(sgd)).',
  });
  assert.throws(() => ema(undefined as never), /must be an optimizer, as in ema\(adamw\(\)\)/);
  assert.throws(() => lookahead(sgd(), { alpha: 2 }), /"alpha" must be at most 1/);
});

test("OptimizerSource.make() makes an optimizer that wraps another of its name", () => {
  const kinds = CATALOGUE.find(({ tokenName }) => tokenName === "OPTIMIZER")?.providers ?? {};
  const source = new OptimizerSource(kinds);
  assert.equal(source.make("ema(lookahead(sgd))")?.name, "ema(lookahead(sgd))");
  assert.equal(source.make("ema(nothing)"), undefined);
  assert.throws(() => source.make("ema"), { code: "options/invalid" });
});

for (const [name, module] of Object.entries({
  lookahead: lookahead(adamw(), { syncEvery: 3 }),
  ema: ema(lookahead(adamw(), { syncEvery: 3 })),
})) {
  test(`${name}() gives the same bits when weights and slots are given up to it`, () => {
    const optimizer = optimizerOf(module);
    const layout = layoutOfShapes({ w: [50, 10] });
    const start = Array.from({ length: 500 }, (_, at) => Math.sin(at));
    const run = (donate: boolean) => {
      let parameters_P = tf.tensor1d(start);
      let state = optimizer.init(layout, parameters_P);
      for (let step = 0; step < 8; step++) {
        const gradients_P = tf.tensor1d(start.map((value) => Math.cos(value * (step + 1))));
        const updated = optimizer.update(parameters_P, gradients_P, state, 0.1, donate);
        tf.dispose([parameters_P, gradients_P, state.slots] as tf.TensorContainer);
        ({ parameters_P, state } = updated);
      }
      const slots = Object.entries(state.slots).map(([slot, values]) => [
        slot,
        [...values.dataSync()],
      ]);
      return [[...parameters_P.dataSync()], slots];
    };
    assert.deepEqual(run(true), run(false));
  });
}

test("lookahead() leaks no tensor over a sync", () => {
  const layout = layoutOfShapes({ w: [3] });
  leavesNoTensors(() => {
    const group = new TrainedGroup(optimizerOf(lookahead(adamw())), layout, [1, 2, 3], 0.1);
    for (let step = 0; step < 7; step++) group.update([1, -1, 0.5]);
    group.dispose();
  });
});
