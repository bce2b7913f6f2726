import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "../../../../core/mod.ts";
import { z } from "../../../../deps.ts";
import {
  category,
  columns,
  hashed,
  number,
  tableShape,
  tokens,
  vector,
} from "../../../../modules/data/_columns/mod.ts";

const TableSchema = z.strictObject(tableShape);

const parse = (options: unknown) => parseOptions("open a table", TableSchema, options);

test("number() makes a new column with each step", () => {
  const plain = number({ field: "a" });
  const changed = plain.impute("median").log1p().clip(0, 5).scale(2).minMax();
  assert.deepEqual(plain.toJSON(), { kind: "number", field: "a" });
  assert.deepEqual(changed.toJSON(), {
    kind: "number",
    field: "a",
    impute: "median",
    steps: [
      { step: "log1p" },
      { step: "clip", low: 0, high: 5 },
      { step: "scale", factor: 2, offset: 0 },
      { step: "minMax" },
    ],
  });
});

test("columns() prepares each field alike when it is given names", () => {
  const { columns: made } = columns(["a", "b"], number().standardize()).toJSON() as {
    readonly columns: object;
  };
  const json = { kind: "number", steps: [{ step: "standardize" }] };
  assert.deepEqual(made, { a: json, b: json });
});

test("a table takes columns as plain data too, and a field's name as its weight", () => {
  const table = { inputs: { x: number() }, targets: { y: category() }, weight: "w" };
  const parsed = parse(table);
  assert.deepEqual(parsed, {
    inputs: { x: { kind: "number" } },
    targets: { y: { kind: "category" } },
    weight: { kind: "number", field: "w" },
  });
  assert.deepEqual(parse(JSON.parse(JSON.stringify(parsed))), parsed);
});

const FAULTS: readonly (readonly [when: string, make: () => unknown, message: string])[] = [
  [
    "clip() has its ends the wrong way round",
    () => number().clip(2, 1),
    '"steps.0.high" must be greater than the low end, but is 1. Cannot make number().',
  ],
  [
    "an option is misspelled",
    () => category({ mincount: 2 } as object),
    'Unknown option "mincount"; did you mean "minCount"?',
  ],
  [
    "a category is named twice",
    () => category({ categories: ["a", "a"] }),
    '"categories" must be a list of different names, but is ["a","a"]. Cannot make category().',
  ],
  [
    "an id is to become zeros",
    () => category({ unknown: "zeros" }),
    '"unknown" must be "bucket" or "error" without oneHot(), but is "zeros". Cannot make category().',
  ],
  [
    "there is no bucket",
    () => hashed(0),
    '"buckets" must be at least 1, but is 0. Cannot make hashed().',
  ],
  [
    "a list has no length",
    () => vector({} as { length: number }),
    '"length" must be a number, but is undefined. Cannot make vector().',
  ],
  [
    "ids stand beside numbers",
    () => columns({ a: tokens({ by: "word", length: 2 }) as never }),
    '"columns.a" must be numbers, no ids, which need oneHot()',
  ],
  [
    "a column is of no kind",
    () => parse({ inputs: { x: { kind: "numbr" } }, targets: { y: number() } }),
    '"inputs.x" must be one of number(), vector(), category(), hashed(), boolean(), date(), tokens()',
  ],
  [
    "a column's plain data is wrong",
    () => parse({ inputs: { x: { kind: "number", impute: "max" } }, targets: { y: number() } }),
    '"inputs.x.impute" must be one of "median", "mean", "mode" or a number, but is "max".',
  ],
  [
    "there is no target",
    () => parse({ inputs: { x: number() }, targets: {} }),
    '"targets" must be at least one column, but is {}. Cannot open a table.',
  ],
  [
    "a weight is no number",
    () => parse({ inputs: { x: number() }, targets: { y: number() }, weight: category() }),
    '"weight" must be one of number(), but is a CategoryColumn. Cannot open a table.',
  ],
  [
    "a rule of where is misspelled",
    () =>
      parse({ inputs: { x: number() }, targets: { y: number() }, where: { x: { minimum: 1 } } }),
    'Unknown option "minimum"',
  ],
];

for (const [when, make, message] of FAULTS) {
  test(`columns say so when ${when}`, () => {
    assert.throws(make, (error: Error & { readonly code?: string }) => {
      assert.equal(error.code, "options/invalid");
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  });
}
