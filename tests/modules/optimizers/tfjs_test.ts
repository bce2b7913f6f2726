import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { arrays, constant, createTrainer, mlp, wasm } from "../../../modules/mod.ts";
import { tfjsOptimizer } from "../../../modules/optimizers/tfjs/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import {
  layoutOfShapes,
  optimizerOf,
  PROBLEM_GRADIENTS,
  startOf,
  TrainedGroup,
} from "../../_support/optimizers/optimizers.ts";
import { spiral } from "../../_support/training/training.ts";

const MAKERS = {
  sgd: () => tf.train.sgd(1),
  momentum: () => tf.train.momentum(1, 0.9, true),
  adagrad: () => tf.train.adagrad(1),
  adadelta: () => tf.train.adadelta(1),
  rmsprop: () => tf.train.rmsprop(1, 0.9, 0.5, 1e-3),
  adam: () => tf.train.adam(1),
  adamax: () => tf.train.adamax(1),
} as const;

for (const make of Object.values(MAKERS)) {
  conformsToOptimizer(() => {
    const optimizer = optimizerOf(tfjsOptimizer(make));
    // Made by the first question, with the scalars that it holds to its end.
    assert.match(optimizer.name, /^tfjs-/);
    return optimizer;
  });
}

for (const [name, make] of Object.entries(MAKERS)) {
  test(`tfjsOptimizer() updates two groups as tf.train.${name} updates two variables`, () => {
    const starts = [[0.5, -0.4, 0.3], [0.7]] as const;
    const own = make();
    // A field that tfjs declares protected.
    (own as unknown as { learningRate: number }).learningRate = 0.01;
    if ("setLearningRate" in own) (own as tf.SGDOptimizer).setLearningRate(0.01);
    const variables = starts.map((start) => tf.variable(tf.tensor1d([...start])));
    const wrapped = optimizerOf(tfjsOptimizer(make));
    const groups = starts.map(
      (start) => new TrainedGroup(wrapped, layoutOfShapes({ w: [start.length] }), start, 0.01),
    );
    for (let step = 0; step < 20; step++) {
      const gradients = starts.map((_, i) =>
        PROBLEM_GRADIENTS.quadratic([...(variables[i] as tf.Variable).dataSync()]),
      );
      const named = gradients.map((g, i) => [(variables[i] as tf.Variable).name, tf.tensor1d(g)]);
      own.applyGradients(Object.fromEntries(named));
      for (const [i, group] of groups.entries()) group.update(gradients[i] as number[]);
    }
    for (const [i, { parameters_P }] of groups.entries()) {
      assert.deepEqual([...parameters_P.dataSync()], [...(variables[i] as tf.Variable).dataSync()]);
    }
  });
}

test("tfjsOptimizer() shows the rate that the optimizer keeps, and who wrote it", () => {
  const own = tf.train.momentum(0.5, 0.9);
  const optimizer = optimizerOf(tfjsOptimizer(() => own));
  assert.equal(optimizer.rateCell?.read(), 0.5);
  own.setLearningRate(0.7);
  assert.equal(optimizer.rateCell?.read(), 0.7);
  optimizer.rateCell?.write(0.1);
  assert.equal(own.getConfig().learningRate, 0.1);
});

test("tfjsOptimizer() holds no tensor of a group between updates", () => {
  const optimizer = optimizerOf(tfjsOptimizer(() => tf.train.adam(0.1)));
  startOf(optimizer, layoutOfShapes({}));
  leavesNoTensors(() => {
    const group = new TrainedGroup(optimizer, layoutOfShapes({ w: [2] }), [1, 2], 0.1);
    for (let step = 0; step < 3; step++) group.update([1, -1]);
    group.dispose();
  });
});

test("TfjsOptimizer.with() makes another of the same class", () => {
  const optimizer = optimizerOf(tfjsOptimizer(() => tf.train.adam(0.1)));
  const changed = optimizer.with({ beta1: 0.5 });
  assert.equal(changed.name, "tfjs-adam");
  assert.equal(changed.options.beta1, 0.5);
  assert.equal(optimizer.options.beta1, 0.9);
});

test("tfjsOptimizer() refuses what is no optimizer of tfjs", () => {
  const optimizer = optimizerOf(tfjsOptimizer(() => ({ learningRate: 1 }) as never));
  assert.throws(() => optimizer.name, {
    name: "TypeError",
    message:
      '"factory" must return an optimizer of tfjs with a learning rate, but is {"learningRate":1}. Cannot make tfjsOptimizer.',
  });
});

test("tfjsOptimizer() is disposed before the backend that its tensors are on", async () => {
  const before = tf.memory().numTensors;
  const optimizer = tfjsOptimizer(() => tf.train.adamax(0.01));
  const trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [3], classes: 3 }),
    data: arrays(spiral(20)),
    modules: [wasm({ threads: 1 }), optimizer, constant(0.01)],
  });
  await trainer.run({ epochs: 1 });
  await trainer.dispose();
  assert.equal(tf.memory().numTensors, before);
});
