import type { TensorInfo } from "./host_kernel.ts";
import type { ComposedKernel, KernelRunner } from "./kernel_runner.ts";

// B = examples, D = depth, H, W = height and width, C = channels

/** Attributes of the 2-D pools that a 3-D one is made of: over height and width, and over depth. */
function planesOf(attributes: Readonly<Record<string, unknown>>) {
  const [depth, ...plane] = triple(attributes.filterSize);
  const [step, ...steps] = triple(attributes.strides);
  const { pad, dimRoundingMode } = attributes;
  return {
    inPlane: { filterSize: plane, strides: steps, pad, dimRoundingMode },
    inDepth: { filterSize: [depth, 1], strides: [step, 1], pad, dimRoundingMode },
  };
}

function triple(value: unknown): readonly [number, number, number] {
  return typeof value === "number" ? [value, value, value] : (value as [number, number, number]);
}

/** [B, D, H, W, C] as the images that are pooled over height and width, [B D, H, W, C]. */
const planes = ([b, d, ...rest]: readonly number[]) => [(b as number) * (d as number), ...rest];

/** [B, D, H, W, C] as the images that are pooled over depth, [B, D, H W, C]. */
const columns = ([b, d, h, w, c]: readonly number[]) =>
  [b, d, (h as number) * (w as number), c] as number[];

/** Pools over height and width; the shape that the result has as a stack of planes. */
function poolPlanes(name: string, x: TensorInfo, attributes: object, kernels: KernelRunner) {
  const view = kernels.view(x, planes(x.shape));
  const pooled = kernels.run(name, { x: view }, attributes);
  kernels.release(view);
  const [height, width, channels] = pooled.shape.slice(1) as [number, number, number];
  return { pooled, shape: [...x.shape.slice(0, 2), height, width, channels] };
}

/** A 3-D pool as a 2-D one over height and width, and one over depth. */
function pool3d(kernelName: string, name: string): ComposedKernel {
  return {
    kernelName,
    run: (inputs, attributes, kernels) => {
      const { inPlane, inDepth } = planesOf(attributes);
      const { pooled, shape } = poolPlanes(name, inputs.x as TensorInfo, inPlane, kernels);
      const view = kernels.view(pooled, columns(shape));
      const output = kernels.run(name, { x: view }, inDepth);
      const result = kernels.view(output, [
        shape[0] as number,
        output.shape[1] as number,
        ...shape.slice(2),
      ]);
      kernels.release(view, pooled, output);
      return result;
    },
  };
}

/** The gradient of such a pool: of the one over depth, and then of the one over height and width. */
function pool3dGrad(kernelName: string, name: string, gradientName: string): ComposedKernel {
  return {
    kernelName,
    run: (inputs, attributes, kernels) => {
      const [x, dy] = [inputs.input as TensorInfo, inputs.dy as TensorInfo];
      const { inPlane, inDepth } = planesOf(attributes);
      const { pooled, shape } = poolPlanes(name, x, inPlane, kernels);
      const [input, above] = [
        kernels.view(pooled, columns(shape)),
        kernels.view(dy, columns(dy.shape)),
      ];
      const output = kernels.run(name, { x: input }, inDepth);
      const middle = kernels.run(gradientName, { dy: above, input, output }, inDepth);
      const [image, below] = [
        kernels.view(x, planes(x.shape)),
        kernels.view(middle, planes(shape)),
      ];
      const gradient = kernels.run(
        gradientName,
        { dy: below, input: image, output: pooled },
        inPlane,
      );
      const result = kernels.view(gradient, x.shape);
      kernels.release(input, above, output, image, below, middle, pooled, gradient);
      return result;
    },
  };
}

/**
 * Largest numbers of solid windows. tfjs's own lose NaN, give the gradient to the wrong inputs, and on wasm take windows
 * of negative numbers for 0.
 */
export const maxPool3d: readonly ComposedKernel[] = [
  pool3d("MaxPool3D", "MaxPool"),
  pool3dGrad("MaxPool3DGrad", "MaxPool", "MaxPoolGrad"),
];

/** Means of solid windows: the inputs inside the image are a product of those along each axis. */
export const avgPool3d: readonly ComposedKernel[] = [
  pool3d("AvgPool3D", "AvgPool"),
  pool3dGrad("AvgPool3DGrad", "AvgPool", "AvgPoolGrad"),
];
