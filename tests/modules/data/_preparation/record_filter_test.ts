import assert from "node:assert/strict";
import { test } from "node:test";
import {
  nothingLeft,
  RecordFilter,
  recordsToValues,
  type Where,
} from "../../../../modules/data/_preparation/mod.ts";

const RECORDS = [
  { name: "a", year: "1999", price: 3 },
  { name: "b", year: "2000.0", price: null },
  { name: "c", year: "", price: 5 },
];

function kept(where: Where): string {
  const filter = new RecordFilter(where);
  const values = recordsToValues(RECORDS, filter.fields);
  return [...filter.keep(values, Uint32Array.of(0, 1, 2))].join(",");
}

const CASES: readonly (readonly [when: string, where: Where, records: string])[] = [
  ["it is a text", { name: "b" }, "1"],
  ["it is a number, whatever its text looks like", { year: 2000 }, "1"],
  ["it is one of several", { name: ["c", "a"] }, "0,2"],
  ["it is within bounds", { year: { min: 1999, max: 1999.5 } }, "0"],
  ["it is a text within bounds", { name: { min: "b" } }, "1,2"],
  ["it is none of several", { name: { not: ["a", "b"] } }, "2"],
  ["it is there", { price: { missing: false } }, "0,2"],
  ["it is missing", { year: { missing: true } }, "2"],
  ["every rule holds", { price: { min: 3 }, name: { not: "a" } }, "2"],
];

for (const [when, where, records] of CASES) {
  test(`RecordFilter keeps a record when ${when}`, () => assert.equal(kept(where), records));
}

test("nothingLeft() says by which rules", () => {
  assert.equal(nothingLeft({ a: 1 }), 'No record keeps to "where": {"a":1}');
});
