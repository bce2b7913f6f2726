import assert from "node:assert/strict";
import { test } from "node:test";
import { PassMeans } from "../../../core/engine/pass_means.ts";

test("PassMeans.report() weighs each batch by its examples", () => {
  const means = new PassMeans([{ name: "accuracy", better: "higher" }]);
  means.add([1, 0.5], 3);
  means.add([5, 1], 1);
  // (1*3 + 5*1) / 4 and (0.5*3 + 1*1) / 4
  assert.deepEqual(means.report(), { loss: 2, metrics: { accuracy: 0.625 } });
});

test("PassMeans.report() is NaN before the first batch", () => {
  assert.ok(Number.isNaN(new PassMeans([]).report().loss));
});

test("PassMeans.report() counts nothing of a task that was left out of a batch", () => {
  const measures = [
    { name: "a_loss", better: "lower", task: "a" },
    { name: "b_loss", better: "lower", task: "b" },
  ] as const;
  const means = new PassMeans(measures);
  means.add([3, 1, 2], 1);
  means.add([1, 1, Number.NaN], 3, ["b"]);
  // (3*1 + 1*3) / 4; of b only the first batch counts.
  assert.deepEqual(means.report(), { loss: 1.5, metrics: { a_loss: 1, b_loss: 2 } });
});
