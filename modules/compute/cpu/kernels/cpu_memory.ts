import { tf } from "../../../../deps.ts";
import type { HostMemory } from "../../_shared/kernels/mod.ts";

/** The part of tfjs's cpu backend class that is used here. */
interface CpuBackend extends tf.KernelBackend {
  readonly data: { get(dataId: object): { readonly values: unknown } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: unknown): tf.TensorInfo;
}

/** The arrays that tfjs's cpu backend keeps its tensors in. */
export function cpuMemory(backend: tf.KernelBackend): HostMemory {
  const { data, makeTensorInfo } = backend as CpuBackend;
  return {
    makeOutput: (shape, dtype) => {
      const values = tf.util.getTypedArrayFromDType(
        dtype as "float32",
        tf.util.sizeFromShape(shape),
      );
      return makeTensorInfo.call(backend, shape, dtype, values);
    },
    typedArrayFromHeap: ({ dataId }) => data.get(dataId).values as Float32Array,
  };
}
