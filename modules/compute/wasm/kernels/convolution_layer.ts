import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS, type Bounds } from "./activation_bounds.ts";
import { type ConvGeometry, convGeometry } from "./conv_geometry.ts";
import { convolve } from "./conv2d.ts";
import { filterGradient } from "./conv2d_backprop_filter.ts";
import {
  type ConvolutionGradients,
  differentiateDirectly,
  type Machine,
} from "./direct_convolution.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** A convolution layer and its gradient in its weights. */
export function convolutionLayers(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  return [
    {
      kernelName: "TolariaConv2d" satisfies keyof FusedKernels,
      run: (inputs, attributes, heap) => {
        const bounds = ACTIVATION_BOUNDS[attributes.activation as string] as Bounds;
        return [convolve({ engine, compiled, heap }, inputs, attributes, bounds)];
      },
    },
    {
      kernelName: "TolariaConv2dGradient" satisfies keyof FusedKernels,
      run: ({ x, filter, dy, y }, attributes, heap) => {
        const [images, { shape }, above] = [x, filter, dy] as [TensorInfo, TensorInfo, TensorInfo];
        const geometry = convGeometry(images.shape, shape, attributes, false);
        const [machine, inputs] = [
          { engine, compiled, heap },
          { x: images, dy: above, ...(y && { y }) },
        ];
        const gradients =
          differentiateDirectly(machine, inputs, geometry) ??
          differentiate(machine, inputs, geometry);
        const { filter: inFilter, bias, dz } = gradients;
        return dz ? [inFilter, bias, dz] : [inFilter, bias];
      },
    },
  ];
}

/** By a matrix of patches. */
function differentiate(
  machine: Machine,
  { x, dy, y }: { readonly x: TensorInfo; readonly dy: TensorInfo; readonly y?: TensorInfo },
  geometry: ConvGeometry,
): ConvolutionGradients {
  const { compiled, heap } = machine;
  const channels = geometry.outChannels;
  const bias = heap.makeOutput([channels], "float32");
  const dz = y && heap.makeOutput(dy.shape, "float32");
  const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(tensor, heap) : 0);
  compiled.denseGradient(at(dy), at(y), at(dz), at(bias), sizeOf(dy.shape.slice(0, -1)), channels);
  const filter = filterGradient(machine, x, dz ?? dy, geometry);
  return { filter, bias, ...(dz && { dz }) };
}
