import { tf } from "../../../../deps.ts";
import type { TensorInfo } from "../node_backend.ts";
import { typeOf } from "./attributes.ts";
import { reshaped } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";

/** Reshapes a tensor; with the same shape, returns a handle on the same tensor. */
export const reshape: TensorflowKernel = {
  kernelName: "Reshape",
  run: (inputs, attributes, backend) => {
    const x = inputs.x as TensorInfo;
    const shape = tf.util.inferFromImplicitShape(
      attributes.shape as number[],
      tf.util.sizeFromShape(x.shape),
    );
    if (tf.util.arraysEqual(shape, x.shape)) {
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape, dtype: x.dtype };
    }
    const [id] = backend.getInputTensorIds([x]) as [number];
    return backend.createOutputTensor(reshaped(backend, id, shape, typeOf(backend, x)));
  },
};
