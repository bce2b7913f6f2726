import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  type KernelCall,
  probeKernels,
} from "../../../modules/profilers/chrome_trace/kernel_probe.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

test("probeKernels() reports the time of a kernel with and without nested ones", async () => {
  await useTestBackend();
  const backendName = tf.getBackend();
  const call = (kernelName: string) => tf.engine().runKernel(kernelName, {}) as tf.Tensor;
  const kernels: Readonly<Record<string, () => tf.Tensor>> = {
    Inner: () => tf.zeros([1]),
    Middle: () => call("Inner"),
    Outer: () => [call("Middle"), call("Inner")][0] as tf.Tensor,
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
  const calls: KernelCall[] = [];
  const stop = probeKernels((call) => {
    if (call.name in kernels) calls.push(call);
  });
  tf.tidy(() => void call("Outer"));
  stop();
  for (const kernelName of Object.keys(kernels)) tf.unregisterKernel(kernelName, backendName);
  assert.deepEqual(
    calls.map(({ name }) => name),
    ["Inner", "Middle", "Inner", "Outer"],
  );
  const [first, middle, second, outer] = calls as [KernelCall, KernelCall, KernelCall, KernelCall];
  assert.equal(middle.ownMs, middle.ms - first.ms);
  assert.equal(outer.ownMs, outer.ms - (middle.ms + second.ms));
});
