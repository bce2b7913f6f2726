import { floatsOf, type HostKernel, type TensorInfo } from "./host_kernel.ts";
import { forEachWindow, type PoolWindows, poolWindows } from "./pool_windows.ts";

/** Flat index of the largest number of a window: the first NaN, or the first of equals. */
function largestAt(
  x: Float32Array,
  corner: number,
  rows: number,
  columns: number,
  { inWidth, channels }: PoolWindows,
): number {
  let best = corner;
  for (let row = 0; row < rows; row++) {
    let at = corner + row * inWidth * channels;
    for (let column = 0; column < columns; column++, at += channels) {
      const [value, largest] = [x[at] as number, x[best] as number];
      if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = at;
    }
  }
  return best;
}

/** Max pooling in which NaN stays; in tfjs's own it is less than any number. */
export const maxPool: HostKernel = {
  kernelName: "MaxPool",
  run: (inputs, attributes, memory) => {
    const input = inputs.x as TensorInfo;
    const w = poolWindows(input.shape, attributes);
    const output = memory.makeOutput([w.batch, w.outHeight, w.outWidth, w.channels], "float32");
    const [x, y] = [floatsOf(input, memory), floatsOf(output, memory)];
    let to = 0;
    forEachWindow(w, (corner, rows, columns) => {
      for (let c = 0; c < w.channels; c++, to++) {
        y[to] = x[largestAt(x, corner + c, rows, columns, w)] as number;
      }
    });
    return output;
  },
};

/** Gradient of max pooling: each output's goes to the first of its largest inputs. */
export const maxPoolGrad: HostKernel = {
  kernelName: "MaxPoolGrad",
  run: (inputs, attributes, memory) => {
    const input = inputs.input as TensorInfo;
    const w = poolWindows(input.shape, attributes);
    const gradient = memory.makeOutput(input.shape, "float32");
    const [x, dy] = [floatsOf(input, memory), floatsOf(inputs.dy, memory)];
    const dx = floatsOf(gradient, memory).fill(0);
    let from = 0;
    forEachWindow(w, (corner, rows, columns) => {
      for (let c = 0; c < w.channels; c++, from++) {
        const at = largestAt(x, corner + c, rows, columns, w);
        dx[at] = (dx[at] as number) + (dy[from] as number);
      }
    });
    return gradient;
  },
};

/**
 * Gradient of average pooling: an output's is shared by the inputs of its window that are inside the image. tfjs divides
 * by the whole window there, padding included.
 */
export const avgPoolGrad: HostKernel = {
  kernelName: "AvgPoolGrad",
  run: (inputs, attributes, memory) => {
    const { shape } = inputs.input as TensorInfo;
    const w = poolWindows(shape, attributes);
    const gradient = memory.makeOutput(shape, "float32");
    const dy = floatsOf(inputs.dy, memory);
    const dx = floatsOf(gradient, memory).fill(0);
    let from = 0;
    forEachWindow(w, (corner, rows, columns) => {
      const share = 1 / (rows * columns);
      for (let row = 0; row < rows; row++) {
        let at = corner + row * w.inWidth * w.channels;
        for (let column = 0; column < columns; column++) {
          for (let c = 0; c < w.channels; c++, at++) {
            dx[at] = (dx[at] as number) + (dy[from + c] as number) * share;
          }
        }
      }
      from += w.channels;
    });
    return gradient;
  },
};
