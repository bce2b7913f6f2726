import assert from "node:assert/strict";
import { test } from "node:test";
import { join, scatter } from "../../../../modules/data/_table/scatter.ts";

test("scatter() divides records among the workers in order, four for each at least", () => {
  const records = Uint32Array.of(5, 3, 9, 1, 7, 2, 8, 4, 6);
  assert.deepEqual(scatter(records, 8), [
    Uint32Array.of(5, 3, 9, 1, 7),
    Uint32Array.of(2, 8, 4, 6),
  ]);
  assert.deepEqual(scatter(records, 1), [records]);
  assert.deepEqual(scatter(records.slice(0, 3), 8), [records.slice(0, 3)]);
});

test("join() joins the columns of parts, in spare arrays if there are such", () => {
  const part = (from: number) => ({
    inputs: [Float32Array.of(from, from + 1)],
    targets: [Int32Array.of(from)],
    weights: Float32Array.of(from / 2),
  });
  const whole = {
    inputs: [Float32Array.of(1, 2, 5, 6)],
    targets: [Int32Array.of(1, 5)],
    weights: Float32Array.of(0.5, 2.5),
  };
  assert.deepEqual(join([part(1), part(5)], undefined), whole);
  const spare = {
    inputs: [new Float32Array(4)],
    targets: [new Int32Array(2)],
    weights: new Float32Array(2),
  };
  const made = join([part(1), part(5)], spare);
  assert.deepEqual(made, whole);
  assert.equal(made.inputs[0], spare.inputs[0]);
  assert.equal(made.weights, spare.weights);
});
