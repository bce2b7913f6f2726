import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import {
  describeAdapter,
  type GpuAdapter,
  isSoftware,
} from "../../../modules/compute/webgpu/gpu.ts";
import { isWebgpuThere, webgpu } from "../../../modules/compute/webgpu/mod.ts";
import {
  type ProgramRunner,
  watchPrograms,
} from "../../../modules/compute/webgpu/watch_programs.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { conformsToComputeBackend } from "../../../testing/compute_backend.ts";

/** Tests on a device are asked for, as shader compilers in software take minutes: TOLARIA_WEBGPU=1. */
const missing = process.env.TOLARIA_WEBGPU !== "1" ? "TOLARIA_WEBGPU is not 1" : whyNot();

function whyNot(): string | undefined {
  return isWebgpuThere() ? undefined : "there is no WebGPU, or no @tensorflow/tfjs-backend-webgpu";
}

if (missing !== undefined) {
  testUnless(missing, "webgpu() conforms to its role", () => {});
} else {
  conformsToComputeBackend(() => {
    const container = new Container();
    container.load(webgpu());
    return container.get(COMPUTE_BACKEND);
  });

  test("webgpu() sums and multiplies along axes of several lengths, one after the other", async () => {
    const container = new Container();
    container.load(webgpu());
    await container.get(COMPUTE_BACKEND).start();
    for (const length of [3, 5, 2]) {
      const x = tf.range(1, length + 1);
      const sums = await tf.cumsum(x, 0, false, true).data();
      const products = await tf.cumprod(x, 0, false, true).data();
      const numbers = Array.from({ length }, (_, at) => at + 1);
      const from = (at: number) => numbers.slice(at);
      assert.deepEqual(
        [...sums],
        numbers.map((_, at) => from(at).reduce((a, b) => a + b)),
      );
      assert.deepEqual(
        [...products],
        numbers.map((_, at) => from(at).reduce((a, b) => a * b)),
      );
    }
    await container.unbindAllAsync();
  });
}

/** An adapter of that name. */
function adapter(description: string, isFallbackAdapter = false): GpuAdapter {
  const none = { has: () => false };
  const requestDevice = () => Promise.reject(new Error("not asked for"));
  return { info: { description }, features: none, limits: {}, isFallbackAdapter, requestDevice };
}

test("isSoftware() knows adapters that compute on the CPU by what they say, and by their names", () => {
  assert.equal(isSoftware(adapter("llvmpipe (LLVM 15.0.6, 256 bits)")), true);
  assert.equal(isSoftware(adapter("Apple M2", true)), true);
  assert.equal(isSoftware(adapter("Apple M2")), false);
  assert.match(describeAdapter(adapter("Apple M2")), /^WebGPU on Apple M2 \(experimental\)$/);
});

test("watchPrograms() refuses a tensor that is larger than the device binds before a program runs", () => {
  let runs = 0;
  const backend: ProgramRunner = {
    runWebGPUProgram: ({ outputShape }) => {
      runs += 1;
      return { dataId: {}, shape: [...outputShape], dtype: "float32" };
    },
  };
  watchPrograms(backend, {
    limits: { maxStorageBufferBindingSize: 1024 },
    lost: new Promise(() => {}),
    destroy: () => {},
  });
  const program = (outputShape: number[]) => ({ outputShape, shaderKey: "unary_0" });
  backend.runWebGPUProgram(program([16, 16]), [], "float32");
  assert.throws(() => backend.runWebGPUProgram(program([16, 17]), [], "float32"), {
    code: "backend/unavailable",
    message: /at most 1024 bytes on this device, but \[16, 17\] has 1088/,
  });
  assert.equal(runs, 1);
});

test("webgpu() refuses a window of no step", () => {
  assert.throws(() => webgpu({ everySteps: 0 }), { code: "options/invalid" });
});
