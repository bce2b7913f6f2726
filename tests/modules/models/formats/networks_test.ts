import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import {
  differenceOf,
  exportNetwork,
  type Format,
  hashOf,
} from "../../../_support/models/exported_network.ts";
import { NETWORKS } from "../../../_support/models/networks.ts";
import { findPython, runOracles } from "../../../_support/models/python_oracle.ts";

/** What tests/fixtures/models/verify.ts recorded of onnxruntime and Keras 3. */
interface Recorded extends Partial<Record<Format, { readonly sha256: string }>> {
  /** The numbers of each output, by onnxruntime. */
  readonly outputs: number[][];
}

const { networks } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../fixtures/models/verified.json"), "utf8"),
) as { readonly networks: Readonly<Record<string, Recorded>> };

/** Largest difference between two programs that compute in float32. */
const ALLOWED = 1e-5;

test("the formats cover at least 40 kinds of networks", () => {
  assert.ok(Object.keys(NETWORKS).length >= 40);
  assert.deepEqual(Object.keys(NETWORKS), Object.keys(networks));
});

for (const name of Object.keys(NETWORKS)) {
  test(`exportModel() writes the files that onnxruntime and Keras agreed with: ${name}`, async () => {
    await tf.setBackend("cpu");
    const recorded = networks[name] as Recorded;
    const { outputs, files } = await exportNetwork(name);
    for (const format of ["onnx", "keras"] as const) {
      const bytes = files[format];
      assert.equal(
        bytes && hashOf(bytes),
        recorded[format]?.sha256,
        `The ${format} file is another one: check it by tests/fixtures/models/verify.ts`,
      );
    }
    assert.ok(differenceOf(outputs, recorded.outputs) <= ALLOWED);
  });
}

test("onnxruntime and Keras 3 compute what the exported networks do", async (context) => {
  const { python, reason } = findPython();
  if (!python) return context.skip(reason);
  await tf.setBackend("cpu");
  const exported = [];
  for (const name of Object.keys(NETWORKS)) exported.push(await exportNetwork(name));
  const report = runOracles(python, exported);
  const far = exported.flatMap(({ name, outputs, files }) =>
    (Object.keys(files) as Format[]).flatMap((format) => {
      const difference = differenceOf(report.networks[name]?.[format] ?? [], outputs);
      return difference <= ALLOWED ? [] : `${name} as ${format}: ${difference}`;
    }),
  );
  assert.deepEqual(far, []);
});
