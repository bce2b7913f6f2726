import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SeriesOrderBuilder } from "../../../../modules/data/windows/series_order.ts";
import { segmentsOf, WindowPlan } from "../../../../modules/data/windows/window_plan.ts";

const NO_SHARES = { validation: 0, test: 0 };

/** Order of records given as series and time each. */
function orderOf(records: readonly (readonly [series: string, time: number])[], timed = true) {
  const builder = new SeriesOrderBuilder(timed ? "time" : undefined);
  records.forEach(([series, time], at) => {
    builder.add(at, series, time, () => `record ${at}`);
  });
  return builder.finish();
}

const single = (count: number) =>
  orderOf(Array.from({ length: count }, (_, at) => ["", at] as const));

test("SeriesOrderBuilder puts the records of each series together", () => {
  const { records, starts, times } = orderOf([
    ["a", 1],
    ["b", 5],
    ["a", 2],
    ["b", 6],
  ]);
  assert.deepEqual([...records], [0, 2, 1, 3]);
  assert.deepEqual(starts, [0, 2, 4]);
  assert.deepEqual([...(times ?? [])], [1, 2, 5, 6]);
});

for (const [when, time, shown] of [
  ["goes back", 1, "1"],
  ["stands still", 2, "2"],
  ["is missing", null, "missing"],
  ["is no time", "Monday", "Monday"],
] as const) {
  test(`SeriesOrderBuilder names the record whose time ${when}`, () => {
    const builder = new SeriesOrderBuilder("day");
    builder.add(0, "a", 2, () => "record 0");
    assert.throws(() => builder.add(1, "a", time, () => 'record 1 of "x.csv"'), {
      code: "data/invalid",
      message: `Field "day" must be a number or a date of ISO 8601 after that of the record before in its series, but is ${shown} in record 1 of "x.csv". Cannot make windows.`,
    });
  });
}

test("segmentsOf() sets the last shares of the records apart", () => {
  const found = segmentsOf(single(10), {}, { validation: 0.2, test: 0.1 });
  assert.deepEqual(found, {
    train: [{ from: 0, to: 7 }],
    validation: [{ from: 7, to: 9 }],
    test: [{ from: 9, to: 10 }],
  });
});

test("segmentsOf() divides every series at the same time when times are known", () => {
  // Times 1 to 6, of which the last third, 5 and 6, is for validation: none of series a, two of b.
  const order = orderOf([
    ["a", 1],
    ["a", 2],
    ["a", 3],
    ["b", 4],
    ["b", 5],
    ["b", 6],
  ]);
  const { train, validation } = segmentsOf(order, {}, { validation: 1 / 3, test: 0 });
  assert.deepEqual(train, [
    { from: 0, to: 3 },
    { from: 3, to: 4 },
  ]);
  assert.deepEqual(validation, [
    { from: 3, to: 3 },
    { from: 4, to: 6 },
  ]);
});

test("segmentsOf() divides each series by itself when times are not known", () => {
  const records = ["a", "a", "b", "b"].map((series) => [series, 0] as const);
  const { train } = segmentsOf(orderOf(records, false), {}, { validation: 0.5, test: 0 });
  assert.deepEqual(train, [
    { from: 0, to: 1 },
    { from: 2, to: 3 },
  ]);
});

test("segmentsOf() cuts where a gap is too long", () => {
  const order = orderOf([1, 2, 3, 9, 10].map((time) => ["", time] as const));
  const { train } = segmentsOf(order, { maxGap: 2 }, NO_SHARES);
  assert.deepEqual(train, [
    { from: 0, to: 3 },
    { from: 3, to: 5 },
  ]);
});

test("WindowPlan has the windows whose records and targets lie in one segment", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1, max: 3 }),
      (lengths, length, horizons, stride) => {
        let end = 0;
        const segments = lengths.map((own) => {
          end += own;
          return { from: end - own, to: end };
        });
        const plan = new WindowPlan(segments, { length, horizons, stride });
        const expected = segments.flatMap(({ from, to }) => {
          const starts: number[] = [];
          const last = length - 1 + Math.max(...horizons);
          for (let at = from; at + last < to; at += stride) starts.push(at);
          return starts;
        });
        assert.deepEqual(
          Array.from({ length: plan.size }, (_, window) => plan.startOf(window)),
          expected,
        );
      },
    ),
  );
});
