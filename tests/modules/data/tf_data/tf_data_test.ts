import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tfd from "@tensorflow/tfjs-data";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { type TfDataOptions, tfData } from "../../../../modules/data/tf_data/mod.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";

before(useTestBackend);

/** Elements { xs: [n, -n], ys: 2 n } for n from `from` up to `to`. */
function numbers(from: number, to: number) {
  return tfd.generator(function* () {
    for (let n = from; n < to; n++) yield { xs: [n, -n], ys: 2 * n };
  });
}

const source = (options: TfDataOptions): Promise<DataSource> =>
  resolveProvider(DATA_SOURCE, tfData(options));

conformsToDataSource(
  () => ({
    name: "tf-data",
    open: async (seed) => {
      const validation = { dataset: numbers(10, 14).batch(4), examples: 4 };
      return (await source({ dataset: numbers(0, 8).batch(3), examples: 8, validation })).open(
        seed,
      );
    },
  }),
  {
    skip: [
      {
        test: "DataSource.open() gives another split for another seed",
        reason: "the splits are what their datasets have",
      },
    ],
  },
);

const open = async (options: TfDataOptions) => (await source(options)).open(0);

test("tfData() makes batches again from batches of any size, and leaves no tensors", async () => {
  const before = tf.memory().numTensors;
  const { train } = await open({ dataset: numbers(0, 8).batch(3), examples: 7 });
  assert.deepEqual(
    [...train.inputs, ...train.targets],
    [
      { name: "xs", shape: [2], dtype: "float32" },
      { name: "ys", shape: [], dtype: "float32" },
    ],
  );
  const { inputs, targets } = await train.gather(Uint32Array.of(0, 1, 2, 3, 4));
  assert.deepEqual(
    [...(inputs[0] ?? [])].filter((value) => value > 0),
    [1, 2, 3, 4],
  );
  assert.deepEqual(targets[0], Float32Array.of(0, 2, 4, 6, 8));
  assert.deepEqual((await train.gather(Uint32Array.of(6))).targets[0], Float32Array.of(12));
  assert.equal(tf.memory().numTensors, before);
});

test("tfData() takes elements of one example each", async () => {
  const { train } = await open({ dataset: numbers(0, 4), examples: 4, batched: false });
  const { inputs, targets } = await train.gather(Uint32Array.of(2));
  assert.deepEqual([inputs[0], targets[0]], [Float32Array.of(2, -2), Float32Array.of(4)]);
});

test("tfData() takes records by name and columns that the user names", async () => {
  const dataset = tfd
    .array([{ xs: { a: 1, b: [2, 3] }, ys: 1 }])
    .repeat(-1)
    .batch(2);
  const targets = { ys: { classes: 2 } };
  const { train } = await open({ dataset, examples: 4, targets });
  assert.deepEqual(
    [...train.inputs, ...train.targets].map(({ name, shape, dtype }) => [name, shape, dtype]),
    [
      ["a", [], "float32"],
      ["b", [2], "float32"],
      ["ys", [], "int32"],
    ],
  );
  const values = await train.gather(Uint32Array.of(0));
  assert.deepEqual(values.inputs, [Float32Array.of(1), Float32Array.of(2, 3)]);
  assert.deepEqual(values.targets, [Int32Array.of(1)]);
});

/** A dataset of these elements, as they are. */
const ofElements = (...elements: unknown[]) => ({
  iterator: async () => {
    const values = elements.values();
    return { next: async () => values.next() };
  },
});

for (const [what, elements, message] of [
  ["it is empty", [], "The dataset has no elements."],
  ["an element is no pair", [{ xs: 1 }], /^An element of the dataset must be \{ xs, ys \}/],
  ["an element is nothing", [null], /^An element of the dataset must be \{ xs, ys \}/],
] as const) {
  test(`tfData() says what is wrong when ${what}`, async () => {
    await assert.rejects(() => open({ dataset: ofElements(...elements), examples: 4 }), {
      code: "data/invalid",
      message,
    });
  });
}

for (const [what, second, message] of [
  [
    "it ends early",
    [],
    'the dataset ended after 1 of 4 examples of epoch 1: set "examples" to at most 1, or let it make more.',
  ],
  [
    "a shape changes",
    [{ xs: [[1]], ys: [1] }],
    'Column "xs" of example 1 of epoch 1 must have 2 numbers, but has 1.',
  ],
  [
    "the rows of a batch do not pair up",
    [
      {
        xs: [
          [1, 2],
          [3, 4],
        ],
        ys: [1],
      },
    ],
    'The values of a batch must have as many rows each, but "xs" has 2, "ys" has 1.',
  ],
  [
    "a name is missing",
    [{ xs: { a: [[1, 2]], b: [[1, 2]] }, ys: [1] }],
    'An element has no "xs", but a, b.',
  ],
] as const) {
  test(`tfData() says what is wrong when ${what}`, async () => {
    const dataset = ofElements({ xs: [[1, 2]], ys: [1] }, ...second);
    const { train } = await open({ dataset, examples: 4 });
    await assert.rejects(async () => train.gather(Uint32Array.of(0, 1)), { message });
  });
}
