import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { onnxBytes } from "../../../../modules/models/formats/onnx/mod.ts";
import { fixedInputs, setFixedWeights } from "../../../_support/models/network_values.ts";
import { NETWORKS } from "../../../_support/models/networks.ts";

for (const [name, build] of Object.entries(NETWORKS)) {
  test(`onnxBytes() writes a network: ${name}`, async () => {
    const model = build();
    setFixedWeights(model);
    assert.ok((await onnxBytes(model)).length > 0);
    tf.dispose(fixedInputs(model));
    model.dispose();
  });
}
