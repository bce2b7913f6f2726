import assert from "node:assert/strict";
import { test } from "node:test";
import { category, columns, number } from "../../../../modules/data/_columns/mod.ts";
import {
  exampleStream,
  PreparationFit,
  preparationFromJson,
  type TableJson,
} from "../../../../modules/data/_preparation/mod.ts";
import { applyRecords, fitRecords } from "../../../_support/data/prepare_records.ts";

const CARS = [
  { hp: 100, origin: "USA", mpg: 18 },
  { hp: null, origin: "Japan", mpg: 30 },
  { hp: 60, origin: "USA", mpg: 26 },
  { hp: 80, origin: "Europe", mpg: 24 },
];

const features = columns({
  hp: number().impute("mean").standardize(),
  origin: category().oneHot(),
});

const TABLE = { inputs: { features }, targets: { mpg: number() } };

test("PreparationFit does not depend on how the records are shared out", () => {
  const records = Array.from({ length: 60 }, (_, at) => ({
    hp: at % 7 === 0 ? null : Math.sin(at) * 10 ** (at % 9),
    origin: ["b", "a", "c"][at % 3],
    mpg: at,
  }));
  const [alone, shared] = [1, 7].map((parts) => JSON.stringify(fitRecords(TABLE, records, parts)));
  assert.equal(shared, alone);
});

test("Preparation puts the columns of columns() side by side", async () => {
  const preparation = fitRecords(TABLE, CARS);
  assert.deepEqual(preparation.inputs, [{ name: "features", shape: [4], dtype: "float32" }]);
  const { inputs, targets } = await applyRecords(preparation, CARS.slice(0, 2));
  // Mean of 100, 60, 80 and the imputed 80 is 80, deviation sqrt(800 / 4). USA, Europe, Japan by frequency, then name.
  const z = Math.fround(20 / Math.sqrt(200));
  assert.deepEqual(inputs[0], [z, 1, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual(targets[0], [18, 30]);
});

test("Preparation does not learn from records that it is only applied to", async () => {
  const preparation = fitRecords(TABLE, CARS);
  const before = JSON.stringify(preparation);
  const { inputs } = await applyRecords(preparation, [{ hp: 1e6, origin: "Mars", mpg: 1 }]);
  assert.deepEqual(inputs[0]?.slice(1), [0, 0, 0]);
  assert.equal(JSON.stringify(preparation), before);
  assert.deepEqual(preparation.takeCounts(), { "features.origin": { missing: 0, unknown: 1 } });
  assert.deepEqual(preparation.takeCounts(), {});
});

test("Preparation needs no targets when it predicts", async () => {
  const preparation = fitRecords(TABLE, CARS);
  assert.deepEqual(preparation.fieldsFor("predict"), ["hp", "origin"]);
  const { inputs, targets } = await applyRecords(
    preparation,
    [{ hp: 80, origin: "Europe" }],
    "predict",
  );
  assert.deepEqual([inputs, targets], [[[0, 0, 1, 0]], []]);
});

test("Preparation weighs by a field, and by class in training alone", async () => {
  const preparation = fitRecords(
    {
      inputs: { hp: number().impute(0) },
      targets: { origin: category({ classWeights: { Japan: 4 } }) },
      weight: "mpg",
    },
    CARS,
  );
  assert.deepEqual((await applyRecords(preparation, CARS)).weights, [18, 120, 26, 24]);
  const { weights } = await applyRecords(preparation, CARS, "evaluate");
  assert.deepEqual(weights, [18, 30, 26, 24]);
  assert.equal(preparation.weightsFor("predict"), undefined);
});

test("Preparation has the names of a target's classes", () => {
  const preparation = fitRecords(
    { inputs: { hp: number().impute(0) }, targets: { origin: category() } },
    CARS,
  );
  const categories = ["USA", "Europe", "Japan"];
  assert.deepEqual(preparation.targets, [
    { name: "origin", shape: [], dtype: "int32", classes: 3, categories },
  ]);
});

test("Preparation says what outputs mean, in the unit of the field", () => {
  const preparation = fitRecords(
    {
      inputs: { hp: number().impute(0) },
      targets: { origin: category(), mpg: number().log1p().standardize() },
    },
    CARS,
  );
  const logs = CARS.map(({ mpg }) => Math.log1p(mpg));
  const mean = logs.reduce((sum, x) => sum + x / 4, 0);
  // Logits 0, 0, log 2: probabilities 1/4, 1/4, 1/2. A standardized 0 is the mean of the logarithms.
  const [first] = preparation.decode(
    [Float32Array.of(0, 0, Math.log(2)), Float32Array.of(0)],
    1,
    false,
  );
  assert.equal(first?.origin?.value, "Japan");
  assert.ok(Math.abs((first?.origin?.probability ?? 0) - 0.5) < 1e-7);
  assert.ok(Math.abs((first?.mpg?.value as number) - Math.expm1(mean)) < 1e-9);
});

test("Preparation describes what was fitted", () => {
  assert.deepEqual(fitRecords(TABLE, CARS).describe(), {
    "features.hp": {
      preparation: "standardized, mean 80, deviation 14.14",
      missing: 1,
      imputed: 80,
    },
    "features.origin": {
      preparation: "category, one-hot",
      categories: ["USA", "Europe", "Japan"],
    },
    mpg: { preparation: "as it is" },
  });
});

const FAULTS = [
  [
    "a number is missing without a rule",
    { inputs: { hp: number() }, targets: { mpg: number() } },
    'Field "hp" is missing in record 1; say what takes its place with .impute("median"), .impute("mean") or .impute(0).',
  ],
  [
    "a target is missing",
    { inputs: { mpg: number() }, targets: { hp: number() } },
    'Field "hp" is missing in record 1; leave such records out with "where": { "hp": { missing: false } }.',
  ],
  [
    "a text is no number",
    { inputs: { origin: number() }, targets: { mpg: number() } },
    'Field "origin" must be a finite number, but is "USA" in record 0.',
  ],
  [
    "a step has no result",
    {
      inputs: { x: number({ field: "mpg" }).scale(-1).log1p().standardize() },
      targets: { mpg: number() },
    },
    'Field "mpg" must be a number that its steps keep finite, but is 18 in record 0.',
  ],
  [
    "there are too many categories",
    { inputs: { origin: category({ limit: 2 }) }, targets: { mpg: number() } },
    'Field "origin" has more than 2 different values; use hashed(buckets), or raise "limit" of category().',
  ],
  [
    "no category is frequent enough",
    { inputs: { origin: category({ minCount: 3 }) }, targets: { mpg: number() } },
    'Field "origin" has no category that occurs 3 times or more in the training records.',
  ],
] as const;

for (const [when, table, message] of FAULTS) {
  test(`PreparationFit names field and record when ${when}`, () => {
    assert.throws(() => fitRecords(table, CARS), { code: "data/invalid", message });
  });
}

test("Preparation names the record as its reader does when a class is unknown", () => {
  const fit = new PreparationFit({
    inputs: { mpg: { kind: "number" } },
    targets: { origin: { kind: "category" } },
  });
  fit.add([[18], ["USA"]], Uint32Array.of(0));
  const place = (record: number) => `row ${record} of "cars.csv"`;
  assert.throws(
    () =>
      fit.finish().apply([[9], ["Mars"]], { records: Uint32Array.of(7), purpose: "train", place }),
    {
      code: "data/invalid",
      message:
        'Field "origin" must be one of the categories of the training records, "USA", but is "Mars" in row 7 of "cars.csv".',
    },
  );
});

test("preparationFromJson() refuses another version", () => {
  assert.throws(() => preparationFromJson({ version: 2 }), {
    code: "data/invalid",
    message:
      "A preparation of version 1 was expected, but there is version 2. Cannot prepare records.",
  });
});

test("exampleStream() draws the same numbers for the same example and epoch", () => {
  const first = exampleStream(7, 3).next();
  assert.equal(exampleStream(7, 3).next(), first);
  assert.notEqual(exampleStream(8, 3).next(), first);
  assert.notEqual(exampleStream(7, 4).next(), first);
});

/** Windows of two records, whose targets are the next one's y and that after. */
const WINDOWED: TableJson = {
  inputs: { days: { kind: "columns", columns: { x: { kind: "number" }, y: { kind: "number" } } } },
  targets: { y: { kind: "number", steps: [{ step: "scale", factor: 10, offset: 0 }] } },
  window: { length: 2, horizons: [1, 2] },
};

test("Preparation makes each window over records when it predicts from windows", async () => {
  const fit = new PreparationFit(WINDOWED);
  const preparation = preparationFromJson(JSON.parse(JSON.stringify(fit.finish())));
  const records = [1, 2, 3].map((x) => ({ x, y: -x }));
  const { inputs } = await applyRecords(preparation, records, "predict");
  assert.deepEqual(inputs, [[1, -1, 2, -2, 2, -2, 3, -3]]);
  assert.deepEqual((await applyRecords(preparation, records.slice(1, 2), "predict")).inputs, [[]]);
});

test("Preparation says what each horizon's outputs mean", () => {
  const preparation = new PreparationFit(WINDOWED).finish();
  const decoded = preparation.decode([Float32Array.of(10, 20, 30, 40)], 2, false);
  assert.deepEqual(decoded, [{ y: { value: [1, 2] } }, { y: { value: [3, 4] } }]);
});

test("Preparation says what the outputs of each part of a concatenated target mean", () => {
  const target = columns({ mpg: number().scale(2), hp: number().impute(0) });
  const preparation = fitRecords({ inputs: { mpg: number() }, targets: { target } }, CARS);
  const decoded = preparation.decode([Float32Array.of(10, 7)], 1, false);
  assert.deepEqual(decoded, [{ target: { value: [5, 7] } }]);
});
