import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { thinned } from "../../../../modules/observers/_board/thinned.ts";

const same = (value: number) => value;

test("thinned() leaves lines alone that are few enough", () => {
  const lines = [3, 1, 2];
  assert.equal(thinned(lines, 4, same), lines);
});

test("thinned() keeps the least and the greatest of each group of neighbors, and the last line", () => {
  // 13 lines to at most 6: 12 of them in groups of ceil(12 / 2) = 6, and the last one.
  const lines = [5, 1, 9, 5, 5, 5, 5, 8, 5, 5, 2, 5, 7];
  assert.deepEqual(thinned(lines, 6, same), [1, 9, 8, 2, 7]);
});

test("thinned() keeps a value that is not finite, as a peak", () => {
  const lines = [1, 2, Number.NaN, 3, 4, 5, 6, 7, 8];
  assert.ok(thinned(lines, 4, same).some(Number.isNaN));
});

test("thinned() keeps to the limit, the order, and the greatest and least of all", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 2, max: 40 }).map((half) => 2 * half),
      (values, limit) => {
        const lines = values.map((value, at) => ({ value, at }));
        const kept = thinned(lines, limit, ({ value }) => value);
        assert.ok(kept.length <= limit);
        assert.ok(kept.every(({ at }, index) => index === 0 || at > (kept[index - 1]?.at ?? 0)));
        assert.equal(kept.at(-1), lines.at(-1));
        const [all, some] = [values, kept.map(({ value }) => value)];
        assert.equal(Math.max(...some), Math.max(...all));
        assert.equal(Math.min(...some), Math.min(...all));
      },
    ),
  );
});
