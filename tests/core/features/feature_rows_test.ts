import assert from "node:assert/strict";
import { test } from "node:test";
import { FeatureRows } from "../../../core/features/feature_rows.ts";

test("FeatureRows.unpack() returns what pack() was given", () => {
  const rows = new FeatureRows({
    inputs: [{ name: "features", shape: [2], dtype: "float32" }],
    targets: [
      { name: "label", shape: [], dtype: "int32" },
      { name: "box", shape: [1, 2], dtype: "float32" },
    ],
    weights: { name: "weight", shape: [], dtype: "float32" },
  });
  assert.equal(rows.bytes, (2 + 1 + 2 + 1) * 4);
  const values = {
    inputs: [Float32Array.of(0.5, -1, 2, 3)],
    targets: [Int32Array.of(7, -2_000_000_000), Float32Array.of(1, 2, 3, 4)],
    weights: Float32Array.of(1, 0.25),
  };
  const bytes = rows.pack(values, 2);
  assert.equal(bytes.byteLength, 2 * rows.bytes);
  assert.deepEqual(rows.unpack(bytes, 2), values);
});
