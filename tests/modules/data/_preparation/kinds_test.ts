import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boolean,
  type ColumnSpec,
  category,
  columns,
  date,
  hashed,
  number,
  tokens,
  vector,
} from "../../../../modules/data/_columns/mod.ts";
import { applyRecords, fitRecords } from "../../../_support/data/prepare_records.ts";

const fit = (x: ColumnSpec, values: readonly unknown[]) =>
  fitRecords(
    { inputs: { x }, targets: { y: number() } },
    values.map((value) => ({ x: value, y: 0 })),
    2,
  );

/** What becomes of values that the column is fitted to as well. */
async function prepared(x: ColumnSpec, values: readonly unknown[], others = values) {
  const records = others.map((value) => ({ x: value, y: 0 }));
  return (await applyRecords(fit(x, values), records)).inputs[0] as number[];
}

const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 1e4) / 1e4);

test("number() reads texts as decimal numbers", async () => {
  assert.deepEqual(await prepared(number(), [" 1.5", "-2e2", 3n, true]), [1.5, -200, 3, 1]);
});

for (const [what, value, shown] of [
  ["hexadecimal", "0x10", '"0x10"'],
  ["of blanks", "  ", '"  "'],
  ["with a decimal comma", "1,5", '"1,5"'],
  ["infinite", Number.POSITIVE_INFINITY, "Infinity"],
  ["a list", [1], "a list of 1"],
] as const) {
  test(`number() refuses a value that is ${what}`, () => {
    assert.throws(() => fit(number(), [value]), {
      code: "data/invalid",
      message: `Field "x" must be a finite number, but is ${shown} in record 0.`,
    });
  });
}

test("number() takes texts and numbers for missing that are said to be so", async () => {
  const x = number({ missing: ["NA", "-999"] }).impute(7);
  assert.deepEqual(
    await prepared(x, ["NA", -999, "-999", null, Number.NaN, "", 1]),
    [7, 7, 7, 7, 7, 7, 1],
  );
});

test("number() applies steps in the order of the calls", async () => {
  assert.deepEqual(await prepared(number().clip(0, 2).scale(10, 1), [-5, 1, 9]), [1, 11, 21]);
  assert.deepEqual(await prepared(number().scale(10, 1).clip(0, 2), [-5, 1, 9]), [0, 2, 2]);
});

test("number() refuses a value that float32 cannot hold", async () => {
  const preparation = fit(number(), [1]);
  await assert.rejects(applyRecords(preparation, [{ x: 1e39, y: 0 }]), {
    message:
      'Field "x" must be a number that is finite as float32 once it is prepared, but is 1e+39 in record 0.',
  });
});

test("number() refuses two steps that are fitted", () => {
  assert.throws(() => number().standardize().minMax(), {
    code: "options/invalid",
    message: /^"steps" must be steps with standardize\(\) or minMax\(\) once, but is /,
  });
});

test("vector() prepares each place of the lists by itself", async () => {
  const x = vector({ length: 2 }).impute("mean").minMax();
  assert.deepEqual(
    await prepared(x, [[0, 10], [4, null], null, [2, 30]]),
    [0, 0, 1, 0.5, 0.5, 0.5, 0.5, 1],
  );
});

test("vector() refuses a list of another length", () => {
  assert.throws(() => fit(vector({ length: 3 }), [[1, 2, 3], [1]]), {
    message: 'Field "x" must be a list of 3 numbers, but is a list of 1 in record 1.',
  });
});

test("category() takes a number and its text for the same", async () => {
  assert.deepEqual(await prepared(category(), [1, "1", 1n, "2"]), [0, 0, 0, 1]);
});

test("category() makes a category of missing values when asked to", async () => {
  const x = category({ missingAs: "category" });
  assert.deepEqual(await prepared(x, ["", null, "a"]), [0, 0, 1]);
  assert.deepEqual(fit(x, ["", null, "a"]).inputs[0]?.categories, ["(missing)", "a", "(unknown)"]);
});

test("category() takes missing values for unknown when asked to", async () => {
  assert.deepEqual(await prepared(category({ missingAs: "unknown" }), ["b", null]), [0, 1]);
});

test("category() imputes the mode, or a value", async () => {
  assert.deepEqual(await prepared(category().impute("mode"), ["b", null, "b", "a"]), [0, 0, 0, 1]);
  const x = category().impute({ value: "c" });
  assert.deepEqual(await prepared(x, ["b", null, "b", "a"]), [0, 2, 0, 1]);
});

test("category() keeps the categories that it is given, in their order", async () => {
  const x = category({ categories: ["low", "high"] });
  assert.deepEqual(await prepared(x, ["high", "low", "other"]), [1, 0, 2]);
});

test("category() refuses an unknown value when asked to", async () => {
  const preparation = fit(category({ unknown: "error" }), ["a"]);
  await assert.rejects(applyRecords(preparation, [{ x: "z", y: 0 }]), {
    message:
      'Field "x" must be one of the categories of the training records, "a", but is "z" in record 0.',
  });
});

test("hashed() spreads values over buckets by their hash", async () => {
  // Mixed FNV-1a of UTF-16 by an implementation in Python: 203944948, 2784632309 and 3490853225.
  assert.deepEqual(await prepared(hashed(10), ["USA", "Japan", "日本"]), [8, 9, 5]);
  const x = hashed(3, { missingAs: "category" }).oneHot();
  assert.equal(
    (await prepared(x, [null])).reduce((sum, one) => sum + one),
    1,
  );
});

test("boolean() is 1 for true, in any case", async () => {
  assert.deepEqual(await prepared(boolean(), [true, "False", 1, "0", "TRUE"]), [1, 0, 1, 0, 1]);
  const x = boolean({ true: ["yes"], false: ["no"], impute: true });
  assert.deepEqual(await prepared(x, ["No", "yes", null]), [0, 1, 1]);
});

test("boolean() refuses another value", async () => {
  const preparation = fit(boolean(), []);
  await assert.rejects(applyRecords(preparation, [{ x: "maybe", y: 0 }]), {
    message: 'Field "x" must be one of "false", "0", "true", "1", but is "maybe" in record 0.',
  });
});

test("date() turns parts that recur into angles and standardizes years", async () => {
  const x = date({ parts: ["year", "month", "weekday"] });
  // Month 4 of 12 is a quarter of the circle, month 1 its start; both days are a Saturday, 6/7 of the circle.
  const saturday = [Math.sin((12 * Math.PI) / 7), Math.cos((12 * Math.PI) / 7)];
  assert.deepEqual(
    rounded(await prepared(x, ["2000-01-01", "2006-04-01"])),
    rounded([-1, 0, 1, ...saturday, 1, 1, 0, ...saturday]),
  );
});

test("date() is in UTC when there is no zone", async () => {
  const x = date({ parts: ["hour", "minute"] });
  const times = ["2000-01-01T06:15", "2000-01-01 06:15:00", "2000-01-01T08:15+02:00", 22_500_000];
  // 6 of 24 hours and 15 of 60 minutes: a quarter of each circle.
  const found = rounded(await prepared(x, times));
  assert.deepEqual(found, Array.from({ length: 4 }, () => [1, 0, 1, 0]).flat());
});

test("date() refuses what is no date of ISO 8601", () => {
  assert.throws(() => fit(date({ parts: ["year"] }), ["Jan 1 2000"]), {
    message:
      'Field "x" must be a date such as 2000-01-03 or 2000-01-03T09:30Z, but is "Jan 1 2000" in record 0.',
  });
});

test("tokens() has ids for characters, padded and cut to a length", async () => {
  const x = tokens({ by: "character", length: 4 });
  // b three times, a twice, c once: ids 2, 3, 4.
  assert.deepEqual(await prepared(x, ["abb", "bac", ""], ["abz", "bbbbbb", null]), [
    ...[3, 2, 1, 0],
    ...[2, 2, 2, 2],
    ...[0, 0, 0, 0],
  ]);
});

test("tokens() has ids for words without their case, the most frequent ones first", async () => {
  const x = tokens({ by: "word", length: 3, maxTokens: 2 });
  assert.deepEqual(await prepared(x, ["The cat's hat.", "the end, the cat's"]), [2, 3, 1, 2, 1, 2]);
  assert.deepEqual(fit(x, ["the cat"]).inputs[0]?.categories, [
    "(padding)",
    "(unknown)",
    "cat",
    "the",
  ]);
});

test("tokens() has a mask of its positions", async () => {
  const x = tokens({ by: "word", length: 3 }).mask();
  assert.deepEqual(await prepared(x, ["a b", "a b c d"]), [1, 1, 0, 1, 1, 1]);
  assert.deepEqual(await prepared(columns({ x }), [""]), [0, 0, 0]);
});

test("tokens() weighs padded positions of a target with 0", async () => {
  const records = [
    { text: "ab", w: 2 },
    { text: "abc", w: 3 },
  ];
  const text = tokens({ by: "character", length: 3 });
  const preparation = fitRecords(
    { inputs: { w: number() }, targets: { text }, weight: "w" },
    records,
  );
  assert.deepEqual(preparation.weightsFor("evaluate")?.shape, [3]);
  assert.deepEqual((await applyRecords(preparation, records)).weights, [2, 2, 0, 3, 3, 3]);
  // Ids 2 and 3 are a and b: the largest scores of the two first positions; the third is padding.
  const scores = Float32Array.of(0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0);
  assert.equal(preparation.decode([scores], 1, false)[0]?.text?.value, "ab");
});
