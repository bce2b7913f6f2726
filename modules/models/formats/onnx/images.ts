import { channelsFirst, type DataFormat, finished } from "./channels.ts";
import { configOf, inputOf, type LayerWriter } from "./layer_call.ts";

interface UpSamplingConfig {
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: "nearest" | "bilinear";
}

/** UpSampling2D; tfjs puts the first pixel of the result on the first of the image, and not on half of it. */
export const upSampling: LayerWriter = (call) => {
  const { size, dataFormat: format, interpolation } = configOf<UpSamplingConfig>(call);
  const scales = call.graph.weight("scales", { shape: [4], data: Float32Array.of(1, 1, ...size) });
  const y = call.graph.op("Resize", [channelsFirst(call, inputOf(call), format), "", scales], {
    mode: interpolation === "nearest" ? "nearest" : "linear",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return finished(call, y, 4, { format });
};

type Sides = readonly [before: number, behind: number];

/** Axes of rows and columns. */
function axesOf(format: DataFormat): readonly [number, number] {
  return format === "channelsFirst" ? [2, 3] : [1, 2];
}

/** ZeroPadding2D. */
export const zeroPadding: LayerWriter = (call) => {
  const { padding, dataFormat } = configOf<{
    readonly padding: readonly [Sides, Sides];
    readonly dataFormat: DataFormat;
  }>(call);
  const [rows] = axesOf(dataFormat);
  const before = [0, 0, 0, 0];
  const behind = [0, 0, 0, 0];
  padding.forEach(([first, last], index) => {
    before[rows + index] = first;
    behind[rows + index] = last;
  });
  return call.graph.op("Pad", [inputOf(call).name, call.graph.ints([...before, ...behind])]);
};

/** Further than any image reaches. */
const END = 2 ** 31 - 1;

/** Cropping2D. */
export const cropping: LayerWriter = (call) => {
  const { cropping: cut, dataFormat } = configOf<{
    readonly cropping: readonly [Sides, Sides];
    readonly dataFormat: DataFormat;
  }>(call);
  const { graph } = call;
  const starts = graph.ints(cut.map(([before]) => before));
  const ends = graph.ints(cut.map(([, behind]) => (behind === 0 ? END : -behind)));
  return graph.op("Slice", [inputOf(call).name, starts, ends, graph.ints(axesOf(dataFormat))]);
};
