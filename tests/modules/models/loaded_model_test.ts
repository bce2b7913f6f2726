import assert from "node:assert/strict";
import { before, test } from "node:test";
import { saveModelFolder } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { cpu, loadModel, startBackend } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { RECORDS } from "../../_support/training/prepared_model.ts";
import { linear, withModel, withPenguins } from "./_with_model.ts";

before(useTestBackend);

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

test("loadModel() loads a model whose data were text, which predicts from ids", () => {
  const layers = [tf.layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4 })];
  const preparation = { version: 1, kind: "text", tokens: "characters", classes: 3 };
  const inputs = [{ name: "ids", shape: [4], dtype: "int32" as const, classes: 3 }];
  return withModel(tf.sequential({ layers }), { preparation, inputs }, async (model) => {
    const [first] = await model.predict({ ids: [[0, 1, 2, 0]] });
    const { value } = first?.output ?? {};
    assert.equal((value as number[]).length, 8);
  });
});

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
