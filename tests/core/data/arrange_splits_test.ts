import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  createTrainer,
  custom,
  layersModel,
  type Modules,
  meanSquaredError,
  sgd,
  softmaxCrossEntropy,
  tasks,
} from "../../../modules/mod.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { watching } from "../../_support/training/training.ts";

/** Trains `build()` for an epoch; says how many steps there were. */
async function stepsOf(
  backend: () => Modules,
  build: () => tf.LayersModel,
  data: Modules,
  objective: Modules,
) {
  let steps = 0;
  await using trainer = createTrainer({
    host: layersModel(build),
    data: data as never,
    modules: [
      backend(),
      sgd(),
      constant(0.1),
      objective,
      watching({
        onStep: () => {
          steps += 1;
        },
      }),
    ],
    batchSize: 1,
  });
  const error = await trainer.run({ epochs: 1 }).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  return { steps, error };
}

const embedded = () =>
  tf.sequential({
    layers: [
      tf.layers.embedding({ inputShape: [1], inputDim: 3, outputDim: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });

const classifier = () =>
  tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 3 })] });

for (const [name, backend] of Object.entries(EACH_BACKEND)) {
  test(`Trainer.run() refuses an id that its embedding has no row for before the first step, on ${name}`, async () => {
    for (const id of [3, -1, 40_000]) {
      const data = arrays({
        inputs: { id: { values: Int32Array.of(0, 1, 2, id), shape: [1] } },
        targets: { y: { values: [1, 2, 3, 4], shape: [1] } },
      });
      assert.deepEqual(await stepsOf(backend, embedded, data, meanSquaredError()), {
        steps: 0,
        error: `Column "id" of example 3 is ${id}: layer "embedding_1" has rows 0 to 2.`,
      });
    }
  });

  test(`Trainer.run() refuses a class that the network has no output for before the first step, on ${name}`, async () => {
    for (const label of [3, -1, 50_000]) {
      const data = arrays({
        inputs: { x: { values: [1, 2, 3, 4], shape: [1] } },
        targets: { y: { values: Int32Array.of(0, 1, label, 2) } },
      });
      assert.deepEqual(await stepsOf(backend, classifier, data, softmaxCrossEntropy()), {
        steps: 0,
        error: `Column "y" of example 2 is ${label}: softmaxCrossEntropy has classes 0 to 2, one for each output.`,
      });
    }
  });
}

const [cpu] = Object.values(EACH_BACKEND) as [() => Modules];

test("Trainer.run() refuses a column that counts more ids than its embedding has rows", async () => {
  const data = arrays({
    inputs: { id: { values: [0, 1], shape: [1], classes: 9 } },
    targets: { y: { values: [1, 2], shape: [1] } },
  });
  const { steps, error } = await stepsOf(cpu, embedded, data, meanSquaredError());
  assert.equal(steps, 0);
  assert.equal(error, 'Column "id" has ids 0 to 8: layer "embedding_1" has rows 0 to 2.');
});

test("Trainer.run() looks at the classes of validation examples too", async () => {
  const examples = (labels: Int32Array) => ({
    inputs: { x: { values: [1, 2], shape: [1] } },
    targets: { y: { values: labels } },
  });
  const data = arrays({
    ...examples(Int32Array.of(0, 2)),
    validation: examples(Int32Array.of(1, 7)),
  });
  const { steps, error } = await stepsOf(cpu, classifier, data, softmaxCrossEntropy());
  assert.equal(steps, 0);
  assert.match(error ?? "", /^Column "y" of example 1 is 7/);
});

test("Trainer.run() looks at the classes of each task", async () => {
  const build = () => {
    const x = tf.input({ shape: [1] });
    const heads = [3, 2].map((units) => tf.layers.dense({ units }).apply(x) as tf.SymbolicTensor);
    return tf.model({ inputs: x, outputs: heads });
  };
  const data = arrays({
    inputs: { x: { values: [1, 2], shape: [1] } },
    targets: { left: { values: Int32Array.of(0, 2) }, right: { values: Int32Array.of(1, 2) } },
  });
  const objective = tasks({ left: softmaxCrossEntropy(), right: softmaxCrossEntropy() });
  const { error } = await stepsOf(cpu, build, data, objective);
  assert.match(error ?? "", /^Column "right" of example 1 is 2: .* classes 0 to 1/);
});

/** A network of inputs `a` and `b`, of which the second counts twice; its outputs `sum` and `twice`. */
function twoInputs(): tf.LayersModel {
  const [a, b] = ["a", "b"].map((name) => tf.input({ shape: [1], name })) as [
    tf.SymbolicTensor,
    tf.SymbolicTensor,
  ];
  const both = tf.layers.concatenate().apply([a, b]);
  const dense = (name: string, weights: number[]) =>
    tf.layers
      .dense({ name, units: 1, useBias: false, weights: [tf.tensor2d(weights, [2, 1])] })
      .apply(both) as tf.SymbolicTensor;
  return tf.model({ inputs: [a, b], outputs: [dense("sum", [1, 2]), dense("product", [3, 5])] });
}

test("Trainer.run() matches columns with inputs and outputs by name", async () => {
  const pairs: number[][] = [];
  const objective = custom({
    name: "look",
    loss: (outputs, targets) => {
      pairs.push([...outputs, ...targets].map((tensor) => tensor.dataSync()[0] as number));
      return (outputs[0] as tf.Tensor).mean();
    },
  });
  const data = arrays({
    inputs: { b: { values: [10], shape: [1] }, a: { values: [1], shape: [1] } },
    targets: { product: { values: [53], shape: [1] }, sum: { values: [21], shape: [1] } },
  });
  const { error } = await stepsOf(cpu, twoInputs, data, objective);
  assert.equal(error, undefined);
  // 1 a + 2 b and 3 a + 5 b, and what they are compared with.
  assert.deepEqual(pairs[0], [21, 53, 21, 53]);
});

test("Trainer.run() matches a task with the output of its name", async () => {
  const data = arrays({
    inputs: { a: { values: [1], shape: [1] }, b: { values: [10], shape: [1] } },
    targets: { product: { values: [53], shape: [1] }, sum: { values: [21], shape: [1] } },
  });
  const losses: number[] = [];
  await using trainer = createTrainer({
    host: layersModel(twoInputs),
    data,
    modules: [
      cpu(),
      sgd(),
      constant(0.1),
      tasks({ product: meanSquaredError(), sum: meanSquaredError() }),
      watching({ onStep: ({ loss }) => losses.push(loss) }),
    ],
  });
  await trainer.run({ epochs: 1 });
  assert.deepEqual(losses, [0]);
});

test("Trainer.run() refuses inputs that could be meant otherwise", async () => {
  const data = arrays({
    inputs: { c: { values: [1], shape: [1] }, a: { values: [10], shape: [1] } },
    targets: { y: { values: [1], shape: [1] } },
  });
  const { error } = await stepsOf(
    cpu,
    twoInputs,
    data,
    custom({ name: "none", loss: ([out]) => (out as tf.Tensor).mean() }),
  );
  assert.match(
    error ?? "",
    /^The columns c, a could be meant for the network's inputs a, b by name or/,
  );
});

test("Trainer.run() takes single numbers for inputs and outputs of one", async () => {
  const shapes: (readonly number[])[] = [];
  const objective = custom({
    name: "look",
    loss: (outputs, targets) => {
      shapes.push(...[...outputs, ...targets].map(({ shape }) => shape));
      return (outputs[0] as tf.Tensor).mean();
    },
  });
  const data = arrays({
    inputs: { b: { values: [10] }, a: { values: [1] } },
    targets: { product: { values: [53] }, sum: { values: [21] } },
  });
  const { error } = await stepsOf(cpu, twoInputs, data, objective);
  assert.equal(error, undefined);
  assert.deepEqual(shapes.slice(0, 4), [
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});
