import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import {
  category,
  columns,
  number,
  type WindowsOptions,
  windows,
} from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

/** Days 0 to 39; x is the day, y ten times as much. */
const forty = files.write(
  "forty.csv",
  `day,x,y\n${Array.from({ length: 40 }, (_, day) => `${day},${day},${10 * day}`).join("\n")}\n`,
);

function make(options: Partial<WindowsOptions>): DataSource {
  const container = new Container();
  container.load(
    windows({
      files: forty,
      length: 3,
      inputs: { x: number() },
      targets: { y: number() },
      cache: false,
      workers: 1,
      ...options,
    }),
  );
  return container.get(DATA_SOURCE);
}

const lists = (values: readonly Iterable<number>[]) => values.map((one) => [...one]);

conformsToDataSource(() => make({ validation: 0.25, stride: 4 }), {
  skip: [
    {
      test: "DataSource.open() gives another split for another seed",
      reason: "the split is by time alone",
    },
  ],
});

test("windows() has records in a row, and the targets of the record that follows", async () => {
  const splits = await make({ validation: 0.25 }).open(0);
  // 30 records to train on: windows from 0 to 26, the last one with the target of day 29. 10 to validate on: from 30 to 36.
  assert.deepEqual([splits.train.size, splits.validation?.size], [27, 7]);
  assert.deepEqual(splits.train.inputs, [{ name: "x", shape: [3], dtype: "float32" }]);
  assert.deepEqual(splits.train.targets, [{ name: "y", shape: [], dtype: "float32" }]);
  const { inputs, targets } = await splits.train.gather(Uint32Array.of(26, 0));
  assert.deepEqual(lists(inputs), [[26, 27, 28, 0, 1, 2]]);
  assert.deepEqual(lists(targets), [[290, 30]]);
  const later = await splits.validation?.gather(Uint32Array.of(0));
  assert.deepEqual(lists(later?.inputs ?? []), [[30, 31, 32]]);
  await splits.dispose?.();
});

test("windows() has a target for each of several horizons", async () => {
  const splits = await make({
    horizon: [0, 2],
    stride: 5,
    inputs: { pair: columns(["x", "day"], number()) },
  }).open(0);
  assert.deepEqual(splits.train.targets[0]?.shape, [2]);
  assert.deepEqual(splits.train.inputs[0]?.shape, [3, 2]);
  const { inputs, targets } = await splits.train.gather(Uint32Array.of(1));
  assert.deepEqual(lists(inputs), [[5, 5, 6, 6, 7, 7]]);
  assert.deepEqual(lists(targets), [[70, 90]]);
  await splits.dispose?.();
});

test("windows() fits its columns to the time before the border alone", async () => {
  const splits = await make({
    validation: 0.5,
    inputs: { x: number().minMax() },
    targets: { y: category({ unknown: "bucket" }) },
  }).open(0);
  // Days 0 to 19 are trained on: day 22, the first validation window's last one, is 22 / 19.
  const { inputs, targets } = (await splits.validation?.gather(Uint32Array.of(0))) ?? {};
  assert.deepEqual(inputs?.[0]?.[2], Math.fround(22 / 19));
  assert.deepEqual(lists(targets ?? []), [[20]]);
  assert.equal(splits.describe?.().columns.y?.unknown, 20);
  await splits.dispose?.();
});

test("windows() keeps series apart, and passes over records that are left out", async () => {
  const rows = [
    "a,1,1",
    "b,1,10",
    "a,2,2",
    "b,2,20",
    "a,3,0",
    "a,4,4",
    "b,3,30",
    "a,9,9",
    "a,10,10",
  ];
  const options = {
    files: files.write("series.csv", `id,day,v\n${rows.join("\n")}\n`),
    length: 2,
    horizon: 0,
    series: "id",
    time: "day",
    maxGap: 2,
    where: { v: { not: 0 } },
    inputs: { v: number() },
    targets: { last: number({ field: "v" }) },
  };
  const splits = await make(options).open(0);
  // a: 1, 2, 4 and, after a gap, 9, 10; b: 10, 20, 30.
  assert.equal(splits.train.size, 5);
  const { inputs } = await splits.train.gather(Uint32Array.of(0, 1, 2, 3, 4));
  assert.deepEqual(lists(inputs), [[1, 2, 2, 4, 9, 10, 10, 20, 20, 30]]);
  await splits.dispose?.();
});

test("windows() weighs a window by the record of its first target", async () => {
  const splits = await make({ weight: "day", horizon: [2, 5] }).open(0);
  assert.deepEqual(splits.train.weights, { name: "weight", shape: [], dtype: "float32" });
  const { weights } = await splits.train.gather(Uint32Array.of(0, 10));
  // Two records after day 2, and after day 12.
  assert.deepEqual([...(weights ?? [])], [4, 14]);
  await splits.dispose?.();
});

test("windows() reads by blocks when the records do not fit into the memory", async () => {
  const rows = Array.from({ length: 5_000 }, (_, day) => `${day},${day}`);
  const many = files.write("many.csv", `x,y\n${rows.join("\n")}\n`);
  // 1 MiB holds 256 numbers for each of 1,024 records: two blocks of lists of 100.
  const wide = columns(
    Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x${at}`, number({ field: "x" })])),
  );
  const splits = await make({ files: many, inputs: { wide }, memoryBytes: 2 ** 20 }).open(0);
  assert.deepEqual(splits.train.blocks, { size: 1_024, window: 1 });
  // Windows 1,022 and 1,023 reach into the next block.
  const { inputs, targets } = await splits.train.gather(Uint32Array.of(4_000, 1_022, 1_023, 5));
  assert.deepEqual([...(targets[0] ?? [])], [4_003, 1_025, 1_026, 8]);
  assert.deepEqual(
    [300, 500, 800].map((at) => inputs[0]?.[at]),
    [1_022, 1_024, 1_025],
  );
  await splits.dispose?.();
});

for (const [when, options, message] of [
  [
    "a part has too few records",
    { validation: 0.05 },
    `The validation part has no 4 records in a row, which a window and its targets take. Cannot make windows of "${forty}".`,
  ],
  [
    "a field is unknown",
    { time: "date" },
    `Unknown field "date"; known fields: day, x, y. Cannot make windows of "${forty}".`,
  ],
  [
    "the name of the file does not say what it is",
    { files: "series.dat" },
    'The name of "series.dat" does not say what it is: set "format". Cannot make windows.',
  ],
] as const) {
  test(`windows() says so when ${when}`, async () => {
    await assert.rejects(make(options).open(0), { code: "data/invalid", message });
  });
}

test("windows() refuses a longest gap when there is no time", () => {
  assert.throws(() => make({ maxGap: 1 }), {
    code: "options/invalid",
    message: '"time" must be given where "maxGap" is, but is undefined. Cannot make windows.',
  });
});
