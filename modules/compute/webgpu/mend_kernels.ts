import { tf } from "../../../deps.ts";
import {
  insideFactors,
  type KernelRunner,
  kernelRunner,
  poolWindows,
  type TensorInfo,
} from "../_shared/kernels/mod.ts";
import { replaceKernel } from "../_shared/mod.ts";

/** Axes up to which the package's kernels pad and repeat a tensor on the device, and rightly. */
const STOCK_AXES = 4;

/** The part of tfjs's WebGPU backend that kernels make tensors by. */
interface TensorMaker {
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: Float32Array): TensorInfo;
}

/** A kernel that mends one of the package's. */
type Mend = (stock: tf.KernelFunc, backendName: string) => tf.KernelFunc;

/** Gradient of average pooling: the package divides by the whole window, and not by its part inside the image. */
const avgPoolGrad: Mend =
  (stock, name) =>
  ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const w = poolWindows(input.shape, attrs ?? {});
    const factors = insideFactors(w);
    if (factors.every((factor) => factor === 1)) return stock({ inputs, attrs, backend });
    const kernels = kernelRunner(name, backend as tf.KernelBackend);
    const shape = [1, w.outHeight, w.outWidth, 1];
    const b = (backend as TensorMaker).makeTensorInfo(shape, "float32", factors);
    const above = kernels.run("Multiply", { a: dy, b }, {});
    const output = stock({ inputs: { dy: above, input }, attrs, backend });
    kernels.release(b, above);
    return output;
  };

/** Padding of more than four axes, of which the package leaves out all but four. */
const padV2: Mend =
  (stock, name) =>
  ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    if (x.shape.length <= STOCK_AXES) return stock({ inputs, attrs, backend });
    const { paddings, constantValue } = attrs as unknown as {
      paddings: readonly [number, number][];
      constantValue: number;
    };
    return alongAxes(x, kernelRunner(name, backend as tf.KernelBackend), (flat, axis) => {
      const ofAxis = paddings[axis] as [number, number];
      if (ofAxis.every((padding) => padding === 0)) return undefined;
      const ofAll: [number, number][] = [[0, 0], ofAxis, [0, 0]];
      const of3 = { paddings: ofAll, constantValue } as unknown as tf.NamedAttrMap;
      return stock({ inputs: { x: flat }, attrs: of3, backend }) as TensorInfo;
    });
  };

/** Repetition of more than four axes, for which the package reads the tensor back at once: not every runtime can. */
const tile: Mend =
  (stock, name) =>
  ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    if (x.shape.length <= STOCK_AXES) return stock({ inputs, attrs, backend });
    const { reps } = attrs as unknown as { reps: readonly number[] };
    return alongAxes(x, kernelRunner(name, backend as tf.KernelBackend), (flat, axis) => {
      const times = reps[axis] as number;
      if (times === 1) return undefined;
      return stock({ inputs: { x: flat }, attrs: { reps: [1, times, 1] }, backend }) as TensorInfo;
    });
  };

/**
 * Changes a tensor along one axis after the other, in three axes: what lies before it, itself, and what lies after it.
 *
 * @param change Returns undefined where nothing changes.
 */
function alongAxes(
  x: TensorInfo,
  kernels: KernelRunner,
  change: (flat: TensorInfo, axis: number) => TensorInfo | undefined,
): TensorInfo {
  let now = kernels.view(x, [...x.shape]);
  for (let axis = 0; axis < x.shape.length; axis++) {
    const before = tf.util.sizeFromShape(now.shape.slice(0, axis));
    const after = tf.util.sizeFromShape(now.shape.slice(axis + 1));
    const changed = change({ ...now, shape: [before, now.shape[axis] as number, after] }, axis);
    if (!changed) continue;
    kernels.release(now);
    now = { ...changed, shape: now.shape.with(axis, changed.shape[1] as number) };
  }
  return now;
}

const MENDS: Readonly<Record<string, Mend>> = {
  AvgPoolGrad: avgPoolGrad,
  PadV2: padV2,
  Tile: tile,
};

/** Replaces kernels of the package that compute wrong numbers, or read at once. Returns a function that restores them. */
export function mendKernels(backendName: string): () => void {
  const restores = Object.entries(MENDS).map(([kernelName, mend]) => {
    const stock = tf.getKernel(kernelName, backendName);
    if (!stock) throw new Error(`${backendName} has no kernel ${kernelName}. Cannot mend it.`);
    return replaceKernel(backendName, kernelName, mend(stock.kernelFunc, backendName));
  });
  return () => {
    for (const restore of restores) restore();
  };
}
