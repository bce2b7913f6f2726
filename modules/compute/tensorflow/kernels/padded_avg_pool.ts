import type { tf } from "../../../../deps.ts";
import { kernelRunner, type PoolWindows, poolWindows } from "../../_shared/kernels/mod.ts";
import { BACKEND_NAME, type NodeBackend, type TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/**
 * Average pools with numeric padding, which TensorFlow does not have: a pool of the padded image,
 * times the share of each window that is inside. All others are the package's.
 */
export function paddedAvgPool(stock: (name: string) => tf.KernelFunc): readonly TensorflowKernel[] {
  const [pool, gradient] = [stock("AvgPool"), stock("AvgPoolGrad")];
  return [
    {
      kernelName: "AvgPool",
      run: (inputs, attributes, backend) => {
        const attrs = attributes as tf.NamedAttrMap;
        if (!isPadded(attributes)) return pool({ inputs, attrs, backend });
        const input = inputs.x as TensorInfo;
        const kernels = kernelRunner(BACKEND_NAME, backend);
        const paddings = paddingsOf(attributes);
        const x = kernels.run("PadV2", { x: input }, { paddings, constantValue: 0 });
        const mean = pool({ inputs: { x }, attrs: { ...attrs, pad: "valid" }, backend });
        const a = mean as TensorInfo;
        const b = factorsOf(poolWindows(input.shape, attributes), backend);
        const output = kernels.run("Multiply", { a, b }, {});
        kernels.release(x, a, b);
        return output;
      },
    },
    {
      kernelName: "AvgPoolGrad",
      run: (inputs, attributes, backend) => {
        const attrs = attributes as tf.NamedAttrMap;
        if (!isPadded(attributes)) return gradient({ inputs, attrs, backend });
        const [dy, image] = [inputs.dy as TensorInfo, inputs.input as TensorInfo];
        const kernels = kernelRunner(BACKEND_NAME, backend);
        const paddings = paddingsOf(attributes);
        const input = kernels.run("PadV2", { x: image }, { paddings, constantValue: 0 });
        const factors = factorsOf(poolWindows(image.shape, attributes), backend);
        const above = kernels.run("Multiply", { a: dy, b: factors }, {});
        const valid = { ...attrs, pad: "valid" };
        const x = gradient({ inputs: { dy: above, input }, attrs: valid, backend }) as TensorInfo;
        const begin = paddings.map(([before]) => before);
        const output = kernels.run("Slice", { x }, { begin, size: image.shape });
        kernels.release(input, factors, above, x);
        return output;
      },
    },
  ];
}

const isPadded = ({ pad }: Readonly<Record<string, unknown>>) => typeof pad === "number" && pad > 0;

function paddingsOf({ pad }: Readonly<Record<string, unknown>>): readonly [number, number][] {
  const both: [number, number] = [pad as number, pad as number];
  return [[0, 0], both, both, [0, 0]];
}

/** Factor for the mean of each padded window: its size, divided by the part inside the image. */
function factorsOf(w: PoolWindows, backend: NodeBackend): TensorInfo {
  const inside = (at: number, stride: number, before: number, taps: number, extent: number) =>
    Math.min(extent, at * stride - before + taps) - Math.max(0, at * stride - before);
  const values = Float32Array.from({ length: w.outHeight * w.outWidth }, (_, place) => {
    const [y, x] = [Math.floor(place / w.outWidth), place % w.outWidth];
    const rows = inside(y, w.strideHeight, w.padTop, w.filterHeight, w.inHeight);
    const columns = inside(x, w.strideWidth, w.padLeft, w.filterWidth, w.inWidth);
    return (w.filterHeight * w.filterWidth) / (rows * columns);
  });
  const shape = [1, w.outHeight, w.outWidth, 1];
  const id = backend.binding.createTensor(shape, backend.binding.TF_FLOAT, values);
  return backend.createOutputTensor({ id, shape, dtype: backend.binding.TF_FLOAT });
}
