import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tensorflowFolder } from "../../../modules/compute/tensorflow/install/folder.ts";
import { findTensorflow } from "../../../modules/compute/tensorflow/load/load_tensorflow.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { whyNoTensorflow } from "../../_support/compute/tensorflow.ts";
import { runChild } from "../../_support/processes/run_child.ts";

/** Why there are no products of ours. */
function whyNoProducts(): string | undefined {
  const missing = whyNoTensorflow();
  if (missing !== undefined) return missing;
  if (!findTensorflow(tensorflowFolder()).own) {
    return "only a binding that the setup compiled multiplies";
  }
  const flags = readFileSync("/proc/cpuinfo", "utf8");
  return /\bavx2\b/.test(flags) && /\bfma\b/.test(flags)
    ? undefined
    : "this processor has no AVX2 with FMA";
}

async function bits(env: Record<string, string>): Promise<unknown> {
  const child = await runChild("tests/fixtures/product_bits.ts", [], { env });
  assert.equal(child.code, 0, child.stderr);
  return JSON.parse(child.stdout);
}

testUnless(
  whyNoProducts(),
  "tensorflow() multiplies to the same bits with any number of threads and any vector width",
  async () => {
    const expected = await bits({});
    assert.deepEqual(await bits({ TF_NUM_INTRAOP_THREADS: "1" }), expected);
    assert.deepEqual(await bits({ ONEDNN_MAX_CPU_ISA: "AVX2" }), expected);
  },
);
