import { tf } from "../../../../deps.ts";
import type { TensorInfo } from "./host_kernel.ts";

/** Runs kernels of one backend for a kernel that is composed of them. */
export interface KernelRunner {
  run(name: string, inputs: tf.NamedTensorInfoMap, attributes: object): TensorInfo;
  /** The same numbers in another shape; a handle that must be released too. */
  view(tensor: TensorInfo, shape: number[]): TensorInfo;
  release(...tensors: readonly TensorInfo[]): void;
}

/** A kernel composed of others of its backend. */
export interface ComposedKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    kernels: KernelRunner,
  ): TensorInfo;
}

export function kernelRunner(backendName: string, backend: tf.KernelBackend): KernelRunner {
  return {
    run: (name, inputs, attributes) => {
      const kernel = tf.getKernel(name, backendName);
      if (!kernel) throw new Error(`${backendName} has no kernel ${name}. Cannot run it.`);
      const attrs = attributes as tf.NamedAttrMap;
      return kernel.kernelFunc({ inputs, attrs, backend }) as TensorInfo;
    },
    view: ({ dataId, dtype }, shape) => {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    release: (...tensors) => {
      for (const tensor of tensors) {
        // Some backends return tensors that tfjs counts, others only their data.
        if ("dispose" in tensor) (tensor as tf.Tensor).dispose();
        else backend.disposeData(tensor.dataId);
      }
    },
  };
}
