import { tf } from "../../../../deps.ts";
import { BACKEND_NAME, type NodeBackend, type TensorInfo } from "../node_backend.ts";
import { batchMatMul } from "./batch_mat_mul.ts";
import { convolutions } from "./convolution.ts";

/** A kernel of ours, in the place of one of the package's or where it has none. */
export interface TensorflowKernel {
  readonly kernelName: string;
  run(
    inputs: tf.NamedTensorInfoMap,
    attributes: Readonly<Record<string, unknown>>,
    backend: NodeBackend,
  ): TensorInfo | TensorInfo[];
}

/** Registers ours. Returns what puts the package's back. */
export function registerKernels(): () => void {
  const stock = (name: string) => (tf.getKernel(name, BACKEND_NAME) as tf.KernelConfig).kernelFunc;
  const kernels: readonly TensorflowKernel[] = [
    batchMatMul(stock("BatchMatMul")),
    ...convolutions(stock),
  ];
  const replaced = kernels.map(replace);
  return () => {
    for (const putBack of replaced) putBack();
  };
}

function replace({ kernelName, run }: TensorflowKernel): () => void {
  const before = tf.getKernel(kernelName, BACKEND_NAME);
  if (before) tf.unregisterKernel(kernelName, BACKEND_NAME);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs, (attrs ?? {}) as Readonly<Record<string, unknown>>, backend as NodeBackend),
  });
  return () => {
    tf.unregisterKernel(kernelName, BACKEND_NAME);
    if (before) tf.registerKernel(before);
  };
}
