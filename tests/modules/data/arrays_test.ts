import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DATA_SOURCE, type DataSource } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type ArrayColumn, type ArraysOptions, arrays } from "../../../modules/data/arrays/mod.ts";
import { conformsToDataSource } from "../../../testing/data_source.ts";

function make(options: ArraysOptions): DataSource {
  const container = new Container();
  container.load(arrays(options));
  return container.get(DATA_SOURCE);
}

/** `size` points, each another, with a class each. */
function points(size: number, changes: Partial<ArrayColumn> = {}): ArraysOptions {
  const values = Float32Array.from({ length: size * 2 }, (_, i) => i / 8);
  const labels = Array.from({ length: size }, (_, i) => i % 3);
  return {
    inputs: { point: { values, shape: [2], ...changes } },
    targets: { label: { values: labels, classes: 3 } },
  };
}

const labelled = (label: ArrayColumn): ArraysOptions => ({
  inputs: { x: { values: [1, 2] } },
  targets: { label },
});

conformsToDataSource(() => make({ ...points(20), validation: 0.3, test: 0.2 }));

test("arrays() keeps the order of the examples when nothing is set apart", async () => {
  const { train, validation } = await make(points(4)).open(9);
  const { inputs, targets } = await train.gather(Uint32Array.of(3, 0));
  assert.deepEqual([...(inputs[0] as Float32Array)], [0.75, 0.875, 0, 0.125]);
  assert.deepEqual([...(targets[0] as Int32Array)], [0, 0]);
  assert.equal(validation, undefined);
});

test("arrays() validates on other examples when they are given", async () => {
  const { train, validation } = await make({ ...points(6), validation: points(2) }).open(9);
  assert.deepEqual([train.size, validation?.size], [6, 2]);
});

test("arrays() sets a test apart, as a share or as other examples", async () => {
  const shares = await make({ ...points(20), validation: 0.3, test: 0.2 }).open(9);
  const alone = await make({ ...points(20), validation: 0.3 }).open(9);
  assert.deepEqual([shares.train.size, shares.validation?.size, shares.test?.size], [10, 6, 4]);
  // The validation is the same, whether there is a test or not.
  const all = Uint32Array.of(0, 1, 2, 3, 4, 5);
  assert.deepEqual(await shares.validation?.gather(all), await alone.validation?.gather(all));
  const others = await make({ ...points(6), test: points(2) }).open(9);
  assert.deepEqual([others.train.size, others.validation, others.test?.size], [6, undefined, 2]);
});

test("arrays() refuses a test share that leaves nothing", async () => {
  await assert.rejects(() => make({ ...points(4), validation: 0.5, test: 0.5 }).open(9), {
    code: "data/invalid",
    message:
      '"test" must leave examples on both sides, but is 0.5 of 4 examples. Cannot open arrays.',
  });
});

test("arrays() scales values as they are gathered", async () => {
  const bytes = { values: Uint8Array.of(0, 51, 255, 102), scale: 1 / 255 };
  const { train } = await make(points(2, bytes)).open(0);
  const { inputs } = await train.gather(Uint32Array.of(0, 1));
  // 51 / 255 = 0.2, 102 / 255 = 0.4, as float32
  assert.deepEqual(inputs[0], Float32Array.of(0, 0.2, 1, 0.4));
});

test("arrays() takes an Int32Array as ids and a list as numbers when nothing else is said", async () => {
  const options = {
    inputs: { id: { values: Int32Array.of(7, 8) } },
    targets: { y: { values: [0.5, 1] } },
  };
  const { train } = await make(options).open(0);
  assert.equal(train.inputs[0]?.dtype, "int32");
  assert.equal(train.targets[0]?.dtype, "float32");
});

const FAULTS: readonly (readonly [when: string, options: ArraysOptions, message: string])[] = [
  [
    "the numbers do not make up examples of the shape",
    points(3, { shape: [4] }),
    `Column "point" must have a multiple of 4 numbers, as an example's shape is [4], but has 6. Cannot open arrays.`,
  ],
  [
    "a column is empty",
    points(0),
    'Column "point" must have at least 1 example, but has 0. Cannot open arrays.',
  ],
  [
    "columns have different numbers of examples",
    { ...points(4), targets: points(3).targets },
    'Column "label" must have 4 examples like column "point", but has 3. Cannot open arrays.',
  ],
  [
    "a label is too large",
    labelled({ values: [0, 3], classes: 3 }),
    'Column "label" must be a whole number from 0 to 2 in example 1, but is 3. Cannot open arrays.',
  ],
  [
    "a label is negative",
    labelled({ values: Int32Array.of(-1, 0), classes: 3 }),
    'Column "label" must be a whole number from 0 to 2 in example 0, but is -1. Cannot open arrays.',
  ],
  [
    "a label is no whole number",
    labelled({ values: [0, 0.5], classes: 3 }),
    'Column "label" must be a whole number from 0 to 2 in example 1, but is 0.5. Cannot open arrays.',
  ],
  [
    "a label is not a number",
    labelled({ values: [0, Number.NaN], classes: 3 }),
    'Column "label" must be a whole number from 0 to 2 in example 1, but is NaN. Cannot open arrays.',
  ],
  [
    "a value is not finite",
    points(2, { values: Float32Array.of(1, 2, 3, Number.POSITIVE_INFINITY) }),
    'Column "point" must be a finite number in example 1, but is Infinity. Cannot open arrays.',
  ],
  [
    "a value is beyond float32",
    points(1, { values: [1, 1e39] }),
    'Column "point" must be a finite number in example 0, but is Infinity. Cannot open arrays.',
  ],
  [
    "a value is not a number",
    points(2, { values: [1, Number.NaN, 3, 4] }),
    'Column "point" must be a finite number in example 0, but is NaN. Cannot open arrays.',
  ],
  [
    "validation takes all examples",
    { ...points(3), validation: 0.9 },
    '"validation" must leave examples on both sides, but is 0.9 of 3 examples. Cannot open arrays.',
  ],
  [
    "validation has other columns",
    { ...points(4), validation: { ...points(4), inputs: { point: { values: [1, 2, 3, 4] } } } },
    'The columns of "validation" must be point float32 [2], but is point float32 []. Cannot open arrays.',
  ],
  [
    "validation has other classes",
    {
      ...labelled({ values: [0, 1], classes: 2 }),
      validation: labelled({ values: [0, 4], classes: 5 }),
    },
    'The columns of "validation" must be label int32 [] of 2 classes, but is label int32 [] of 5 classes. Cannot open arrays.',
  ],
  [
    "an id has more than 32 bits",
    labelled({ values: [7, 2 ** 31], dtype: "int32" }),
    'Column "label" must be a whole number of 32 bits in example 1, but is 2147483648. Cannot open arrays.',
  ],
  [
    "a large id is no whole number",
    labelled({ values: [2 ** 24 + 0.5, 7], dtype: "int32" }),
    'Column "label" must be a whole number of 32 bits in example 0, but is 16777216.5. Cannot open arrays.',
  ],
  [
    "validation is at fault itself",
    { ...points(4), validation: points(2, { values: [1, 2, Number.NaN, 4] }) },
    'Column "point" must be a finite number in example 1, but is NaN. Cannot open the validation arrays.',
  ],
];

for (const [when, options, message] of FAULTS) {
  test(`arrays() says which when ${when}`, async () => {
    await assert.rejects(() => make(options).open(0), { code: "data/invalid", message });
  });
}

const BAD_OPTIONS: readonly (readonly [when: string, options: unknown, message: string])[] = [
  [
    "values are no array",
    labelled({ values: "12" as never }),
    '"targets.label.values" must be a Float32Array, an Int32Array, a Uint8Array or a list of numbers, but is "12". Cannot make arrays.',
  ],
  [
    "there is no input",
    { inputs: {}, targets: {} },
    '"inputs" must be at least one column, but is {}\n"targets" must be at least one column, but is {}.\nCannot make arrays.',
  ],
  [
    "a shape has an axis without extent",
    points(2, { shape: [0] }),
    '"inputs.point.shape.0" must be at least 1, but is 0. Cannot make arrays.',
  ],
  [
    "labels are to be float32",
    labelled({ values: [0, 1], classes: 2, dtype: "float32" }),
    `"targets.label.dtype" must be "int32" if there are classes, but is "float32". Cannot make arrays.`,
  ],
  [
    "labels are to be scaled",
    labelled({ values: [0, 1], classes: 2, scale: 2 }),
    '"targets.label.scale" must be left out for labels and ids, but is 2. Cannot make arrays.',
  ],
  [
    "validation is everything",
    { ...points(2), validation: 1 },
    '"validation" must be less than 1, but is 1. Cannot make arrays.',
  ],
  [
    "validation is neither a share nor examples",
    { ...points(2), validation: "half" },
    '"validation" must be a number or an object, but is "half". Cannot make arrays.',
  ],
  [
    "the validation examples are wrong inside",
    { ...points(2), validation: { inputs: { point: { values: 3 } }, targets: points(2).targets } },
    '"validation.inputs.point.values" must be a Float32Array, an Int32Array, a Uint8Array or a list of numbers, but is 3. Cannot make arrays.',
  ],
];

for (const [when, options, message] of BAD_OPTIONS) {
  test(`arrays() refuses its options when ${when}`, () => {
    assert.throws(() => arrays(options as ArraysOptions), { code: "options/invalid", message });
  });
}

test("arrays() keeps every bit of a large id that is in a list", async () => {
  const id = 2 ** 24 + 1; // Not a float32.
  const { train } = await make(labelled({ values: [id, -id], dtype: "int32" })).open(0);
  const { targets } = await train.gather(Uint32Array.of(0, 1));
  assert.deepEqual(targets[0], Int32Array.of(id, -id));
});

test("arrays() sets the configured share apart for any seed", async () => {
  const size = fc.integer({ min: 2, max: 60 });
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  await fc.assert(
    fc.asyncProperty(size, share, fc.nat(), async (examples, fraction, seed) => {
      const expected = Math.round(examples * fraction);
      fc.pre(expected > 0 && expected < examples);
      const { train, validation } = await make({ ...points(examples), validation: fraction }).open(
        seed,
      );
      assert.equal(validation?.size, expected);
      assert.equal(train.size, examples - expected);
    }),
    { numRuns: 50, seed: 8 },
  );
});
