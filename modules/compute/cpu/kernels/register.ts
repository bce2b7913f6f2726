import { tf } from "../../../../deps.ts";
import {
  avgPool3d,
  avgPoolGrad,
  einsum,
  kernelRunner,
  maxPool,
  maxPool3d,
  maxPoolGrad,
  resizeGrads,
  sign,
} from "../../_shared/kernels/mod.ts";
import { replaceKernel } from "../../_shared/mod.ts";
import { cpuMemory } from "./cpu_memory.ts";
import { batchMatMul } from "./matmul.ts";

const BACKEND_NAME = "cpu";

/** Replaces kernels of tfjs's cpu backend that are wrong. Returns what restores them. */
export function registerKernels(): () => void {
  const { kernelFunc } = tf.getKernel("BatchMatMul", BACKEND_NAME) as tf.KernelConfig;
  const backend = () => tf.findBackend(BACKEND_NAME);
  const host = [
    batchMatMul(kernelFunc, backend),
    maxPool,
    maxPoolGrad,
    avgPoolGrad,
    ...resizeGrads,
    sign,
  ].map(({ kernelName, run }) =>
    replaceKernel(BACKEND_NAME, kernelName, ({ inputs, attrs, backend }) =>
      run(inputs, attrs ?? {}, cpuMemory(backend as tf.KernelBackend)),
    ),
  );
  const composed = [...maxPool3d, ...avgPool3d, einsum].map(({ kernelName, run }) =>
    replaceKernel(BACKEND_NAME, kernelName, ({ inputs, attrs, backend }) =>
      run(inputs, attrs ?? {}, kernelRunner(BACKEND_NAME, backend as tf.KernelBackend)),
    ),
  );
  return () => {
    for (const restore of [...host, ...composed]) restore();
  };
}
