import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type ColumnSpec,
  category,
  columns,
  number,
} from "../../../../modules/data/_columns/mod.ts";
import type { PlainRecord } from "../../../../modules/data/_preparation/mod.ts";
import { applyRecords, fitRecords } from "../../../_support/data/prepare_records.ts";

// Made by make_sklearn.py beside it; versions are named in it.
const expected = JSON.parse(
  readFileSync(new URL("../../../fixtures/preparation/sklearn.json", import.meta.url), "utf8"),
);

const asRecords = (values: readonly unknown[]): PlainRecord[] => values.map((x) => ({ x, y: 0 }));

async function prepared(x: ColumnSpec, train: unknown[], other: unknown[]): Promise<number[]> {
  const preparation = fitRecords({ inputs: { x }, targets: { y: number() } }, asRecords(train));
  const { inputs } = await applyRecords(preparation, asRecords(other));
  return [...(inputs[0] ?? [])];
}

/** Equal to 1e-6 of the magnitude: the values are float32. */
function close(found: readonly number[], wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, at) => {
    const want = wanted[at] as number;
    assert.ok(Math.abs(value - want) <= 1e-6 * Math.max(1, Math.abs(want)), `${value}, ${want}`);
  });
}

for (const [mine, theirs] of [
  ["mean", "mean"],
  ["median", "median"],
  ["mode", "most_frequent"],
] as const) {
  test(`number() imputes the ${mine} as scikit-learn's SimpleImputer does`, async () => {
    const found = await prepared(number().impute(mine), expected.train, expected.other);
    close(found, expected.impute[theirs].other);
  });
}

test("number() standardizes as scikit-learn's StandardScaler does when values are imputed before", async () => {
  const x = number().impute("median").standardize();
  close(await prepared(x, expected.train, expected.other), expected.scaled.standardize);
});

test("number() scales a range as scikit-learn's MinMaxScaler does when values are imputed before", async () => {
  const x = number().impute("median").minMax();
  close(await prepared(x, expected.train, expected.other), expected.scaled.minMax);
});

test("number() standardizes logarithms as scikit-learn does of what log1p() made", async () => {
  const x = number().impute("median").log1p().standardize();
  const positive = expected.other.map((value: number | null) => value && Math.abs(value));
  close(await prepared(x, expected.train, positive), expected.scaled["log1p, standardize"]);
});

test("category() encodes as scikit-learn's OneHotEncoder does when unknown values are ignored", async () => {
  const found = await prepared(category().oneHot(), expected.names, expected.asked);
  assert.deepEqual(found, expected["one-hot"].flat());
});

test("category() encodes as scikit-learn's OrdinalEncoder does when unknown values have an id of their own", async () => {
  assert.deepEqual(await prepared(category(), expected.names, expected.asked), expected.ordinal);
});

test("category() puts rare values together as scikit-learn's OneHotEncoder does by min_frequency", async () => {
  // Its columns are cat, dog, infrequent; ours dog, cat, unknown.
  assert.deepEqual(expected["rare categories"], ["x_cat", "x_dog", "x_infrequent_sklearn"]);
  const x = columns({ x: category({ minCount: 2 }).oneHot() });
  const theirs = expected.rare.flatMap(([cat, dog, rare]: number[]) => [dog, cat, rare]);
  assert.deepEqual(await prepared(x, expected.names, expected.asked), theirs);
});

test("category() balances weights as scikit-learn's compute_class_weight does", async () => {
  const records = expected.names.map((y: string) => ({ x: 1, y }));
  const y = category({ classWeights: "balanced" });
  const preparation = fitRecords({ inputs: { x: number() }, targets: { y } }, records);
  const { weights = [] } = await applyRecords(preparation, records);
  close(
    weights,
    expected.names.map((name: string) => expected.balanced[name]),
  );
});
