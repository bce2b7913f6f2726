import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Part, RecordSplit } from "../../../../modules/data/_table/record_split.ts";

const PARTS: readonly Part[] = ["train", "validation", "test"];

test("RecordSplit gives each part its share of every block", () => {
  const split = new RecordSplit(2_500, 1_000, { validation: 0.1, test: 0.2 }, 3);
  assert.deepEqual(
    PARTS.map((part) => [split.blockSizeOf(part), split.sizeOf(part)]),
    [
      [700, 1_750],
      [100, 250],
      [200, 500],
    ],
  );
});

test("RecordSplit takes several blocks together when a share of one is far from what is asked for", () => {
  // One block of 100 has 0.1 records of 0.001; with ten of them it is one record.
  const split = new RecordSplit(5_000, 100, { validation: 0.001, test: 0 }, 3);
  assert.deepEqual([split.blockSize, split.sizeOf("validation")], [1_000, 5]);
});

test("RecordSplit draws by the seed", () => {
  const records = (seed: number) =>
    new RecordSplit(100, 100, { validation: 0.1, test: 0 }, seed).records("validation", 0);
  assert.deepEqual(records(1), records(1));
  assert.notDeepEqual(records(1), records(2));
});

test("RecordSplit puts every record into one part, in blocks of the size it says", () => {
  const share = fc.constantFrom(0, 0.01, 0.1, 0.25, 0.4);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 90 }),
      share,
      share,
      (size, block, validation, test) => {
        const split = new RecordSplit(size, block, { validation, test }, 5);
        const all: number[] = [];
        for (const part of PARTS) {
          const blocks = Array.from({ length: split.blocks }, (_, at) => split.records(part, at));
          assert.equal(
            blocks.reduce((sum, { length }) => sum + length, 0),
            split.sizeOf(part),
          );
          for (const records of blocks.slice(0, -1))
            assert.equal(records.length, split.blockSizeOf(part));
          for (const records of blocks) all.push(...records);
        }
        assert.deepEqual(
          all.sort((a, b) => a - b),
          Array.from({ length: size }, (_, at) => at),
        );
      },
    ),
  );
});
