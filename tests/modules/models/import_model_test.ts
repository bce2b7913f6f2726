import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { exportModel, importModel } from "../../../modules/models/mod.ts";
import { chain } from "../../_support/models/chain.ts";

const scratch = mkdtempSync(join(tmpdir(), "tolaria-import-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

for (const [format, name] of [
  ["keras", "model.keras"],
  ["layers", "model"],
] as const) {
  test(`importModel() knows format ${format} by the path`, async () => {
    const model = chain([3], tf.layers.dense({ units: 2, name: "head" }));
    const path = join(scratch, name);
    await exportModel(model, path, { format });
    const read = await importModel(path);
    assert.deepEqual(
      read.getWeights().map((weight) => [...weight.dataSync()]),
      model.getWeights().map((weight) => [...weight.dataSync()]),
    );
    for (const one of [model, read]) one.dispose();
  });
}

test("importModel() lists the formats that it reads when one is only written", async () => {
  await assert.rejects(importModel("model.onnx"), {
    code: "options/invalid",
    message: /^Unknown readable format "onnx"; known readable formats: layers, keras\. Cannot read/,
  });
});

test("importModel() fails when there is no such file", async () => {
  await assert.rejects(importModel(join(scratch, "none.keras")), { code: "model/missing" });
});
