import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type ModelDescription, saveModelFolder } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  arrays,
  cpu,
  f1,
  type LoadedModel,
  loadModel,
  meanSquaredError,
  startBackend,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { preparedModel, RECORDS } from "../../_support/training/prepared_model.ts";
import { leavesNoTensorsAfter, spiral, trainerOf } from "../../_support/training/training.ts";

before(useTestBackend);

/** Saves `model`, loads it, and runs `work` with it. */
function withModel(
  model: tf.LayersModel,
  description: ModelDescription,
  work: (model: LoadedModel) => Promise<void>,
): Promise<void> {
  return withScratch(async (scratch) => {
    await saveModelFolder(model, scratch.path(""), description);
    await leavesNoTensorsAfter(async () => {
      const loaded = await loadModel(scratch.path(""), { backend: testBackend() });
      await work(loaded);
      await loaded.dispose();
    });
  });
}

function withPenguins(work: (model: LoadedModel) => Promise<void>): Promise<void> {
  const { model, description } = preparedModel();
  return withModel(model, description, work);
}

/** y = w x + b, with w = (1, 10) and b = 100. */
function linear(activation: "linear" | "sigmoid" = "linear"): tf.LayersModel {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2], activation })],
  });
  model.setWeights([tf.tensor2d([[1], [10]]), tf.tensor1d([activation === "linear" ? 100 : 0])]);
  return model;
}

/** Gives its input back: logits of three classes. */
function three(): tf.LayersModel {
  const layers = [tf.layers.activation({ activation: "linear", inputShape: [3] })];
  return tf.sequential({ layers });
}

test("LoadedModel.predict() prepares records as the training records were", () =>
  withPenguins(async (model) => {
    assert.deepEqual(model.fields, ["mass", "island"]);
    const predictions = await model.predict(RECORDS);
    // The masses are 3000, 5010, 3020, 5030, ...: their mean is 4035, and what is missing is the mean.
    const masses = RECORDS.map(({ mass }) => mass as number);
    const mean = masses.reduce((sum, mass) => sum + mass, 0) / masses.length;
    const sd = Math.sqrt(masses.reduce((sum, mass) => sum + (mass - mean) ** 2, 0) / masses.length);
    const islands = Object.keys({ Biscoe: 0, Dream: 1, Torgersen: 2 });
    const rows = RECORDS.map(({ mass, island }) => [
      ((mass as number) - mean) / sd,
      ...islands.map((name) => (name === island ? 1 : 0)),
    ]);
    const order = model.info?.preparation as { fitted: [[object, { categories: string[] }]] };
    const ids = order.fitted[0][1].categories.map((name) => islands.indexOf(name) + 1);
    const inputs = rows.map((row) => [row[0], ...ids.map((at) => row[at])] as number[]);
    const expected = tf.tidy(() =>
      (model.model.predict(tf.tensor2d(inputs)) as tf.Tensor2D).softmax().arraySync(),
    ) as number[][];
    predictions.forEach(({ species }, at) => {
      const found = species?.probabilities ?? {};
      const names = model.info?.targets[0]?.categories ?? [];
      assertClose(
        names.map((name) => found[name] as number),
        expected[at] as number[],
        1e-5,
      );
      assert.equal(species?.probability, Math.max(...Object.values(found)));
    });
  }));

test("LoadedModel.predict() gives the same whatever the batches", () =>
  withPenguins(async (model) => {
    const whole = await model.predict(RECORDS);
    const cut = await model.predict(RECORDS, { batchSize: 3 });
    assert.deepEqual(
      cut.map(({ species }) => species?.value),
      whole.map(({ species }) => species?.value),
    );
  }));

test("LoadedModel.predict() names record and field when a value has no rule", () =>
  withPenguins(async (model) => {
    await assert.rejects(
      model.predict([...RECORDS.slice(0, 2), { mass: "heavy", island: "Dream" }], {
        batchSize: 2,
        place: (record) => `row ${record + 1}`,
      }),
      { code: "data/invalid", message: /"mass" must be .* "heavy" in row 3/ },
    );
  }));

test("LoadedModel.predictBatches() asks for records only as it goes", () =>
  withPenguins(async (model) => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield RECORDS[0] as (typeof RECORDS)[number];
      }
    }
    for await (const batch of model.predictBatches(endless(), { batchSize: 4 })) {
      assert.equal(batch.length, 4);
      break;
    }
    assert.equal(taken, 4);
  }));

for (const [form, input] of [
  [
    "lists",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["a typed array", Float32Array.of(1, 2, 3, 4)],
  ["a column by its name", { input: Float32Array.of(1, 2, 3, 4) }],
  ["records", [{ input: [1, 2] }, { input: Float32Array.of(3, 4) }]],
] as const) {
  test(`LoadedModel.predict() takes ${form} when there is no preparation`, () =>
    withModel(linear(), {}, async (model) => {
      // 1 + 20 + 100 and 3 + 40 + 100.
      assert.deepEqual(await model.predict(input), [
        { output: { value: 121 } },
        { output: { value: 143 } },
      ]);
    }));
}

test("LoadedModel.predict() takes a tensor and leaves it to its owner", () =>
  withModel(linear(), {}, async (model) => {
    const x = tf.tensor2d([[1, 2]]);
    assert.deepEqual(await model.predict(x), [{ output: { value: 121 } }]);
    assert.ok(!x.isDisposed);
    x.dispose();
  }));

test("LoadedModel.predict() says what a value must be when it does not fit the input", () =>
  withModel(linear(), {}, async (model) => {
    for (const [input, message] of [
      [
        [1, 2, 3],
        /^Input "input" must have a multiple of 2 numbers, .* but has 3\. Cannot predict\.$/,
      ],
      [{ x: [1, 2] }, /^The model has no input "x", only "input"\./],
      [
        [{ input: [1] }],
        /^"input" must be numbers of shape \[2\] in record 0, but is a list of 1\./,
      ],
      [[{ other: 1 }], /^"input" must be numbers of shape \[2\] in record 0, but is missing\./],
    ] as const) {
      await assert.rejects(model.predict(input), { code: "data/invalid", message });
    }
  }));

test("LoadedModel.predict() gives the class and the probability of each when the outputs are logits", () => {
  const target = { name: "digit", shape: [], dtype: "int32" as const, classes: 3 };
  const description = { targets: [target], objective: { name: "softmax-cross-entropy" } };
  return withModel(three(), description, async (model) => {
    const [first] = await model.predict([[0, Math.log(2), 0]]);
    // exp gives 1, 2, 1 of 4.
    assert.equal(first?.digit?.value, 1);
    assertClose(Object.values(first?.digit?.probabilities ?? {}), [0.25, 0.5, 0.25], 1e-6);
  });
});

test("LoadedModel.predict() names the classes when they have names", () => {
  const target = {
    name: "pet",
    shape: [],
    dtype: "int32" as const,
    classes: 3,
    categories: ["cat", "dog", "fish"],
  };
  return withModel(three(), { targets: [target] }, async (model) => {
    const [first] = await model.predict([[0, 0, 9]]);
    assert.equal(first?.pet?.value, "fish");
    assert.deepEqual(Object.keys(first?.pet?.probabilities ?? {}), ["cat", "dog", "fish"]);
  });
});

test("LoadedModel.predict() gives the probability of yes and no when there is one output", () =>
  withModel(linear("sigmoid"), { objective: { name: "binary-cross-entropy" } }, async (model) => {
    const [first] = await model.predict([[0, 0]]);
    assert.deepEqual(first?.output, {
      value: 0,
      probability: 0.5,
      probabilities: { 0: 0.5, 1: 0.5 },
    });
  }));

test("LoadedModel.evaluate() gives what the validation of the training gave", () =>
  withScratch(async (scratch) => {
    const data = () => arrays({ ...spiral(40), validation: 0.25 });
    const trainer = trainerOf({ data: data() });
    const report = await trainer.run({ epochs: 2 });
    await trainer.save(scratch.path("model"));
    await trainer.dispose();
    await using model = await loadModel(scratch.path("model"), { backend: testBackend() });
    const { split, examples, loss, metrics } = await model.evaluate(data());
    const best = report.best?.validation;
    assert.deepEqual([split, examples], ["validation", 10]);
    assertClose(
      [loss, metrics.accuracy as number],
      [best?.loss as number, best?.metrics.accuracy as number],
      1e-6,
    );
    const whole = await model.evaluate(data(), { split: "train", modules: [f1()] });
    assert.equal(whole.examples, 30);
    assert.ok((whole.metrics.f1 as number) >= 0);
    await assert.rejects(model.evaluate(data(), { split: "test" }), {
      code: "options/invalid",
      message: /^The data have no split "test", only train, validation\./,
    });
  }));

test("LoadedModel.evaluate() asks for the objective when the model was saved without", () =>
  withModel(linear(), {}, async (model) => {
    const inputs = { x: { values: Float32Array.of(1, 2, 3, 4), shape: [2] } };
    const data = arrays({
      inputs,
      targets: { y: { values: Float32Array.of(121, 144), shape: [1] } },
    });
    await assert.rejects(model.evaluate(data), {
      code: "options/invalid",
      message: /was saved without its objective: give it, as in/,
    });
    // 121 is met and 143 is off by 1.
    const { loss } = await model.evaluate(data, { modules: [meanSquaredError()] });
    assertClose([loss], [0.5], 1e-6);
  }));

test("LoadedModel.evaluate() makes the objective with the options that it was trained with", () => {
  const layers = [tf.layers.softmax({ inputShape: [2] })];
  const objective = {
    name: "softmax-cross-entropy",
    provider: "softmaxCrossEntropy",
    options: { fromLogits: false },
  };
  return withModel(tf.sequential({ layers }), { objective }, async (model) => {
    const inputs = { x: { values: Float32Array.of(0, 0), shape: [2] } };
    const { loss } = await model.evaluate(
      arrays({ inputs, targets: { y: { values: [1], classes: 2 } } }),
    );
    // Two classes that are as likely.
    assertClose([loss], [Math.LN2], 1e-6);
  });
});

test("LoadedModel.evaluate() refuses data that were prepared otherwise", () =>
  withPenguins(async (model) => {
    await assert.rejects(model.evaluate(arrays(spiral(8))), {
      code: "data/invalid",
      message: /prepares its columns otherwise than the model was trained with/,
    });
  }));

test("LoadedModel refuses to predict when it is disposed", () =>
  withScratch(async (scratch) => {
    await saveModelFolder(linear(), scratch.path(""));
    const model = await loadModel(scratch.path(""), { backend: testBackend() });
    await model.dispose();
    await model.dispose();
    await assert.rejects(model.predict([[1, 2]]), {
      code: "model/disposed",
      message: /load it again/,
    });
    assert.throws(() => model.model, { code: "model/disposed" });
  }));

test("loadModel() leaves no backend behind when the folder is missing", async () => {
  const before = tf.getBackend();
  await assert.rejects(loadModel("/nowhere/at/all"), { code: "model/missing" });
  assert.equal(tf.getBackend(), before);
});

test("startBackend() names the known backends when a name is unknown", async () => {
  await assert.rejects(startBackend("wasn" as "wasm"), { name: "RangeError", message: /wasm/ });
  await using backend = await startBackend(cpu());
  assert.equal(backend.name, "cpu");
});
