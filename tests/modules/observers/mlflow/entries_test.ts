import assert from "node:assert/strict";
import { test } from "node:test";
import { artifactPath } from "../../../../modules/observers/mlflow/artifacts.ts";
import {
  keyOf,
  MOST,
  portionsOf,
  textEntries,
} from "../../../../modules/observers/mlflow/entries.ts";
import { MetricQueue } from "../../../../modules/observers/mlflow/metric_queue.ts";

test("keyOf() leaves what MLflow allows in names, and replaces the rest", () => {
  assert.equal(keyOf("step/val_f1-macro:0. 5"), "step/val_f1-macro:0. 5");
  assert.equal(keyOf("précision@5"), "pr_cision_5");
  assert.equal(keyOf("../up"), "up");
  assert.equal(keyOf(""), "_");
});

test("textEntries() keeps the first of two names that are alike for MLflow", () => {
  const entries = textEntries({ "a@b": "1", a_b: "2" }, "param");
  assert.deepEqual(entries, [{ key: "a_b", value: "1" }]);
});

test("portionsOf() holds to the limits of a request", () => {
  // 40 values of 6,000 characters of three bytes: 720 kB. A hundred entries would be 1.8 MB.
  const many = Array.from({ length: 250 }, (_, i) => ({ key: `k${i}`, value: "€".repeat(6_000) }));
  const portions = portionsOf(many);
  for (const portion of portions) {
    assert.ok(portion.length <= MOST.texts);
    assert.ok(Buffer.byteLength(JSON.stringify(portion)) <= 1_000_000);
  }
  assert.deepEqual(portions.flat(), many);
  const small = Array.from({ length: 250 }, (_, i) => ({ key: `k${i}`, value: "" }));
  assert.deepEqual(
    portionsOf(small).map(({ length }) => length),
    [100, 100, 50],
  );
});

test("MetricQueue drops the oldest values of steps when nobody takes them, and keeps those of epochs", () => {
  const queue = new MetricQueue(1_000);
  queue.addNumbers({ loss: 0.5 }, 3, 10);
  for (let step = 1; step <= 20_010; step++) queue.addSteps({ at: 0, step, values: [["loss", 1]] });
  assert.equal(queue.size, 20_001);
  assert.equal(queue.dropped, 10);
  const [epoch, first, ...others] = queue.take();
  assert.deepEqual(epoch, { key: "loss", value: 0.5, timestamp: 1_010, step: 3 });
  assert.equal(first?.step, 11);
  assert.equal(others.length, MOST.metrics - 2);
});

test("MetricQueue spells values that are not finite as protobuf's JSON does", () => {
  const queue = new MetricQueue(0);
  queue.addNumbers({ a: Number.NaN, b: Number.NEGATIVE_INFINITY }, 1, 0);
  assert.deepEqual(
    queue.take().map(({ value }) => value),
    ["NaN", "-Infinity"],
  );
});

test("artifactPath() is below the service of the server, or nowhere", () => {
  assert.equal(artifactPath("mlflow-artifacts:/0/f/artifacts", "r.json"), "0/f/artifacts/r.json");
  assert.equal(artifactPath("mlflow-artifacts://h:5000/0/f", "r.json"), "0/f/r.json");
  assert.equal(artifactPath("s3://bucket/0/f", "r.json"), undefined);
});
