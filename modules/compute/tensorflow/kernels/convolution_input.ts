import type { NativeFunctions, NodeBackend, SimdFunctions, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";
import { convolutionWindows, numbersOf, type Windows } from "./windows.ts";

// H = height and W = width of a filter, I = channels of its inputs, O = filters

type Filter = [H: number, W: number, I: number, O: number];

/** Numbers of the largest filter that is turned here: JavaScript copies it. */
const LARGEST_FILTER = 1 << 13;

/** Number of channels below which TensorFlow's gradient takes several times as long as ours. */
const FEW_CHANNELS = 16;

/** Multiply-adds up to which a direct call takes less time than the dispatch of an op. */
const FEW_PRODUCTS = 1 << 22;

/** The gradient of a convolution in its images, by a convolution if it is a small one; `op` otherwise. */
export function convolutionInput(
  native: NativeFunctions & SimdFunctions,
  op: TensorflowKernel,
): TensorflowKernel {
  return {
    kernelName: op.kernelName,
    run: (inputs, attributes, backend) => {
      const [dy, filter] = [inputs.dy as TensorInfo, inputs.filter as TensorInfo];
      const shape = attributes.inputShape as number[];
      const channelsLast = (attributes.dataFormat ?? "NHWC") === "NHWC";
      const windows = channelsLast && windowsOf(shape, filter.shape as Filter, attributes);
      if (!windows || !isOurs(windows, filter.shape as Filter)) {
        return op.run(inputs, attributes, backend);
      }
      const [dyId, filterId] = backend.getInputTensorIds([dy, filter]) as [number, number];
      const turned = turn(native, backend, filterId, filter.shape as Filter);
      try {
        const id = native.conv2d(dyId, turned, -1, false, numbersOf(around(windows)));
        return trackOutput(backend, id, shape);
      } finally {
        backend.binding.deleteTensor(turned);
      }
    },
  };
}

function windowsOf(
  shape: readonly number[],
  filter: Filter,
  attributes: Readonly<Record<string, unknown>>,
): Windows | undefined {
  const { pad } = attributes;
  if (pad !== "same" && pad !== "valid" && typeof pad !== "number") return undefined;
  return convolutionWindows(shape, filter, attributes);
}

function isOurs(windows: Windows, [height, width, channels, filters]: Filter): boolean {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = windows;
  const { batchSize, inHeight, inWidth } = windows;
  if (strideHeight * strideWidth * dilationHeight * dilationWidth !== 1) return false;
  const size = height * width * channels * filters;
  const products = batchSize * inHeight * inWidth * size;
  return size <= LARGEST_FILTER && (channels < FEW_CHANNELS || products <= FEW_PRODUCTS);
}

/** The windows of the convolution that leads back: over the gradient, of the size of the images. */
function around(windows: Windows): Windows {
  const { outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth, padInfo } = windows;
  return {
    ...windows,
    inHeight: outHeight,
    inWidth: outWidth,
    outHeight: inHeight,
    outWidth: inWidth,
    padInfo: {
      ...padInfo,
      top: filterHeight - 1 - padInfo.top,
      left: filterWidth - 1 - padInfo.left,
    },
  };
}

/** Returns the filter with its height and width reversed, and inputs and outputs exchanged. */
function turn(
  native: NativeFunctions & SimdFunctions,
  { binding }: NodeBackend,
  id: number,
  [height, width, channels, filters]: Filter,
): number {
  const from = binding.tensorDataSync(id) as Float32Array;
  const to = new Float32Array(from.length);
  const taps = height * width;
  for (let tap = 0; tap < taps; tap++) {
    const [first, out] = [tap * channels * filters, (taps - 1 - tap) * channels * filters];
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        to[out + filter * channels + channel] = from[first + channel * filters + filter] as number;
      }
    }
  }
  return native.fromArray(to, Int32Array.of(height, width, filters, channels));
}
