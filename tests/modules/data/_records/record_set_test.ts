import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecordSet } from "../../../../modules/data/_records/record_set.ts";

function setOf(records: readonly number[], size: number): RecordSet {
  const bits = new Uint8Array(Math.ceil(size / 8));
  for (const record of records)
    bits[record >> 3] = (bits[record >> 3] as number) | (1 << (record & 7));
  return new RecordSet({ bits, count: records.length });
}

test("RecordSet.at() returns the records of the set in their order", () => {
  const records = fc.uniqueArray(fc.nat(20_000), { maxLength: 300 });
  fc.assert(
    fc.property(records, (drawn) => {
      const sorted = [...drawn].sort((a, b) => a - b);
      const set = setOf(sorted, 20_001);
      assert.deepEqual(
        sorted.map((_, number) => set.at(number)),
        sorted,
      );
    }),
  );
});
