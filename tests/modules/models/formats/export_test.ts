import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { attentionLayer, exportModel } from "../../../../modules/mod.ts";
import { chain } from "../../../_support/models/chain.ts";

const folder = mkdtempSync(join(tmpdir(), "tolaria-export-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const small = () => chain([4], tf.layers.dense({ units: 2 }));

for (const format of ["onnx", "keras"]) {
  test(`exportModel() replaces a file of format ${format} and leaves no other`, async () => {
    const model = small();
    const path = join(folder, format, `model.${format}`);
    await exportModel(model, path, { format });
    const first = readFileSync(path);
    writeFileSync(path, "old");
    await exportModel(model, path, { format });
    assert.deepEqual(readFileSync(path), first);
    assert.deepEqual(readdirSync(join(folder, format)), [`model.${format}`]);
    model.dispose();
  });

  test(`exportModel() writes nothing when format ${format} lacks an activation`, async () => {
    const model = chain([2, 2, 1], tf.layers.dense({ units: 2, name: "last" }), new Custom({}));
    const path = join(folder, `refused.${format}`);
    await assert.rejects(exportModel(model, path, { format }), { code: "model/invalid" });
    assert.ok(!existsSync(path));
    model.dispose();
  });
}

class Custom extends tf.layers.Layer {
  static readonly className = "Custom";
}

test("exportModel() refuses causal attention to earlier keys as keras, and names the layer", async () => {
  const [x, k] = [tf.input({ shape: [3, 4] }), tf.input({ shape: [5, 4] })];
  const y = attentionLayer({ heads: 2, causal: true, name: "mix" }).apply([
    x,
    k,
    k,
  ]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [x, k], outputs: y });
  await assert.rejects(exportModel(model, join(folder, "mix.keras"), { format: "keras" }), {
    code: "model/invalid",
    message:
      'Cannot write layer "mix" (TolariaAttention) for Keras: its queries are not as many as its keys, for which Keras has another causal mask.',
  });
  model.dispose();
});
