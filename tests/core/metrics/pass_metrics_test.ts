import assert from "node:assert/strict";
import { test } from "node:test";
import { PassMetrics } from "../../../core/metrics/pass_metrics.ts";

test("PassMetrics.report() weighs each batch by its examples", () => {
  const metrics = new PassMetrics([{ name: "accuracy", better: "higher" }]);
  metrics.add([1, 0.5], 3);
  metrics.add([5, 1], 1);
  // (1*3 + 5*1) / 4 and (0.5*3 + 1*1) / 4
  assert.deepEqual(metrics.report(), { loss: 2, metrics: { accuracy: 0.625 } });
});

test("PassMetrics.report() is NaN before the first batch", () => {
  assert.ok(Number.isNaN(new PassMetrics([]).report().loss));
});

test("PassMetrics.report() counts nothing of a task that was left out of a batch", () => {
  const specs = [
    { name: "a_loss", better: "lower", task: "a" },
    { name: "b_loss", better: "lower", task: "b" },
  ] as const;
  const metrics = new PassMetrics(specs);
  metrics.add([3, 1, 2], 1);
  metrics.add([1, 1, Number.NaN], 3, ["b"]);
  // (3*1 + 1*3) / 4; of b only the first batch counts.
  assert.deepEqual(metrics.report(), { loss: 1.5, metrics: { a_loss: 1, b_loss: 2 } });
});
