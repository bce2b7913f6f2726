import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource, type DataSplits } from "../../../../core/mod.ts";
import { type GeneratorOptions, generator } from "../../../../modules/data/generator/mod.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";

/** Makes { x: [epoch, n], y: n mod 3 } for n = 0, 1, ... up to `end`. */
function* numbers(epoch: number, end = Number.POSITIVE_INFINITY) {
  for (let n = 0; n < end; n++) yield { x: [epoch, n], y: n % 3 };
}

const columns = { inputs: { x: { shape: [2] } }, targets: { y: { classes: 3 } } };

const source = (changes: Partial<GeneratorOptions> = {}): Promise<DataSource> =>
  resolveProvider(DATA_SOURCE, generator({ from: numbers, examples: 6, ...columns, ...changes }));

/** A source that is made when it is opened. */
const opening = (options?: Partial<GeneratorOptions>): DataSource => ({
  name: "generator",
  open: async (seed) => (await source(options)).open(seed),
});

conformsToDataSource(() => opening({ validation: { from: () => numbers(-1), examples: 3 } }), {
  skip: [
    {
      test: "DataSource.open() gives another split for another seed",
      reason: "the splits are what their generators make",
    },
  ],
});

const open = async (options?: Partial<GeneratorOptions>): Promise<DataSplits> =>
  (await source(options)).open(0);

/** Inputs of the examples at `indices`. */
async function xs({ train }: DataSplits, ...indices: number[]): Promise<number[]> {
  const { inputs } = await train.gather(Uint32Array.from(indices));
  return [...(inputs[0] as Float32Array)];
}

for (const [kind, from] of [
  ["a generator", numbers],
  [
    "an asynchronous generator",
    async function* (epoch: number) {
      yield* numbers(epoch);
    },
  ],
  ["an array", (epoch: number) => [...numbers(epoch, 6)]],
  ["an iterator", (epoch: number) => ({ next: numbers(epoch).next.bind(numbers(epoch)) })],
  ["a promise of one", async (epoch: number) => numbers(epoch)],
] as const) {
  test(`generator() reads examples from ${kind}, each epoch again`, async () => {
    const splits = await open({ from });
    assert.deepEqual(await xs(splits, 0, 1), [0, 0, 0, 1]);
    splits.train.sequence?.begin(4);
    assert.deepEqual(await xs(splits, 0, 1), [4, 0, 4, 1]);
    await splits.dispose?.();
  });
}

test("generator() skips to a place and goes back by beginning again", async () => {
  let read = 0;
  const from = function* (epoch: number) {
    for (const example of numbers(epoch)) {
      read += 1;
      yield example;
    }
  };
  const splits = await open({ from });
  assert.deepEqual(await xs(splits, 4), [0, 4]);
  assert.equal(read, 5);
  assert.deepEqual(await xs(splits, 5), [0, 5]);
  assert.equal(read, 6);
  assert.deepEqual(await xs(splits, 1), [0, 1]);
  assert.equal(read, 8);
});

test("generator() goes on with an iterator that it is given again", async () => {
  const endless = numbers(0);
  const splits = await open({ from: () => endless });
  assert.deepEqual(await xs(splits, 0, 1), [0, 0, 0, 1]);
  splits.train.sequence?.begin(1);
  assert.deepEqual(await xs(splits, 0, 1), [0, 2, 0, 3]);
});

test("generator() closes what it opened", async () => {
  const closed: number[] = [];
  const from = function* (epoch: number) {
    try {
      yield* numbers(epoch);
    } finally {
      closed.push(epoch);
    }
  };
  const splits = await open({ from });
  await xs(splits, 0);
  splits.train.sequence?.begin(1);
  await xs(splits, 0);
  assert.deepEqual(closed, [0]);
  await splits.dispose?.();
  assert.deepEqual(closed, [0, 1]);
});

test("generator() gives weights and nested lists as columns", async () => {
  const from = () => [{ x: [[1, 2]], y: [true], w: 0.5 }];
  const { train } = await open({
    from,
    examples: 1,
    inputs: { x: { shape: [1, 2], dtype: "int32" } },
    targets: { y: {} },
    weight: "w",
  });
  assert.deepEqual(await train.gather(Uint32Array.of(0)), {
    inputs: [Int32Array.of(1, 2)],
    targets: [Float32Array.of(1)],
    weights: Float32Array.of(0.5),
  });
});

const broken = function* () {
  yield* numbers(0, 2);
  throw new Error("socket closed");
};

for (const [what, options, message] of [
  [
    "it ends early",
    { from: (epoch) => numbers(epoch, 2) },
    'the generator ended after 2 of 6 examples of epoch 1: set "examples" to at most 2, or let it make more.',
  ],
  [
    "it ends at once",
    { from: () => [] },
    "the generator ended after 0 of 6 examples of epoch 1: make a new iterator for each epoch.",
  ],
  [
    "it throws",
    { from: broken },
    "Socket closed. Cannot read example 2 of epoch 1 of the generator.",
  ],
  ["it cannot be made", { from: () => JSON.parse("{") }, /Cannot open epoch 1 of the generator\.$/],
  [
    "it makes nothing to iterate over",
    { from: (() => 3) as never },
    '"from" of the generator must return something to iterate over, but returned number.',
  ],
  [
    "an example has too few numbers",
    { from: () => [{ x: [1], y: 0 }] },
    'Column "x" of example 0 of epoch 1 must have 2 numbers, but has 1.',
  ],
  [
    "an example lacks a column",
    { from: () => [{ x: [1, 2] }] },
    'Column "y" of example 0 of epoch 1 must have 1 number, but has none.',
  ],
  [
    "a class is out of range",
    { from: () => [{ x: [1, 2], y: 3 }] },
    'Column "y" of example 0 of epoch 1 must be a whole number from 0 to 2, but is 3.',
  ],
  [
    "a number is not finite",
    { from: () => [{ x: [1, Number.NaN], y: 0 }] },
    'Column "x" of example 0 of epoch 1 must be a finite number, but is NaN.',
  ],
  [
    "a value is text",
    { from: () => [{ x: ["1", 2], y: 0 }] },
    'Column "x" of example 0 of epoch 1 must be a finite number, but is 1.',
  ],
] as readonly [string, Partial<GeneratorOptions>, string | RegExp][]) {
  test(`generator() says what is wrong when ${what}`, async () => {
    const splits = await open(options);
    await assert.rejects(() => xs(splits, 0, 1, 2), { code: "data/invalid", message });
  });
}

test("generator() refuses options that make no sense", () => {
  assert.throws(() => source({ examples: 0 }), {
    code: "options/invalid",
    message: '"examples" must be at least 1, but is 0. Cannot make generator.',
  });
  assert.throws(() => source({ targets: { x: {} } }), {
    message: /^"targets" must be columns with other names than those of the inputs/,
  });
});
