import type { tf } from "../../../../deps.ts";
import {
  insideFactors,
  kernelRunner,
  type PoolWindows,
  poolWindows,
} from "../../_shared/kernels/mod.ts";
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

function factorsOf(w: PoolWindows, backend: NodeBackend): TensorInfo {
  const shape = [1, w.outHeight, w.outWidth, 1];
  const id = backend.binding.createTensor(shape, backend.binding.TF_FLOAT, insideFactors(w));
  return backend.createOutputTensor({ id, shape, dtype: backend.binding.TF_FLOAT });
}
