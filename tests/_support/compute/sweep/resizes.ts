import { tf } from "../../../../deps.ts";
import { build, get, type Nd } from "./nd.ts";
import { type SweepCase, values } from "./sweep_case.ts";

const nd = (x: Nd | undefined) => x as Nd;
const x4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

/** Position in the input that an output is taken from. */
function source(at: number, input: number, output: number, align: boolean, half: boolean): number {
  if (align && output > 1) return (at * (input - 1)) / (output - 1);
  const scale = input / output;
  return half ? (at + 0.5) * scale - 0.5 : at * scale;
}

function bilinear(
  x: Nd,
  [height, width]: readonly [number, number],
  align: boolean,
  half: boolean,
): Nd {
  const [images, rows, columns, channels] = x.shape as [number, number, number, number];
  return build([images, height, width, channels], (index) => {
    const [n, i, j, c] = index as [number, number, number, number];
    const at = (place: number, extent: number) => {
      const clamped = Math.max(0, place);
      const low = Math.min(Math.floor(clamped), extent - 1);
      return { low, high: Math.min(low + 1, extent - 1), share: clamped - Math.floor(clamped) };
    };
    const y = at(source(i, rows, height, align, half), rows);
    const z = at(source(j, columns, width, align, half), columns);
    const row = (r: number) =>
      get(x, [n, r, z.low, c]) * (1 - z.share) + get(x, [n, r, z.high, c]) * z.share;
    return row(y.low) * (1 - y.share) + row(y.high) * y.share;
  });
}

function nearest(
  x: Nd,
  [height, width]: readonly [number, number],
  align: boolean,
  half: boolean,
): Nd {
  const [images, rows, columns, channels] = x.shape as [number, number, number, number];
  const at = (place: number, extent: number, output: number) => {
    // With half-pixel centers, the pixel whose area the center lies in.
    const from = half
      ? ((place + 0.5) * extent) / output
      : source(place, extent, output, align, false);
    return Math.min(extent - 1, align ? Math.floor(from + 0.5) : Math.floor(from));
  };
  return build([images, height, width, channels], (index) => {
    const [n, i, j, c] = index as [number, number, number, number];
    return get(x, [n, at(i, rows, height), at(j, columns, width), c]);
  });
}

const RESIZES: readonly (readonly [shape: readonly number[], size: readonly [number, number]])[] = [
  [
    [1, 3, 3, 1],
    [6, 6],
  ],
  [
    [2, 3, 4, 2],
    [6, 12],
  ],
  [
    [1, 3, 3, 3],
    [5, 7],
  ],
  [
    [1, 6, 5, 2],
    [4, 3],
  ],
  [
    [1, 4, 4, 1],
    [1, 1],
  ],
  [
    [1, 7, 7, 1],
    [21, 21],
  ],
  [
    [2, 1, 5, 2],
    [3, 5],
  ],
];

export const RESIZING: readonly SweepCase[] = RESIZES.flatMap(([shape, size]) =>
  [
    [false, false],
    [true, false],
    [false, true],
  ].flatMap((entry) => {
    const [align, half] = entry as [boolean, boolean];
    const name = `[${shape}] to [${size}]${align ? ", aligned corners" : ""}${half ? ", half-pixel centers" : ""}`;
    return [
      {
        op: "ResizeBilinear",
        name,
        inputs: [values(shape, 8)],
        compute: (x: tf.Tensor | undefined) =>
          tf.image.resizeBilinear(x4(x), [...size], align, half),
        reference: (x: Nd | undefined) => bilinear(nd(x), size, align, half),
      },
      {
        op: "ResizeNearestNeighbor",
        name,
        inputs: [values(shape, 9)],
        compute: (x: tf.Tensor | undefined) =>
          tf.image.resizeNearestNeighbor(x4(x), [...size], align, half),
        reference: (x: Nd | undefined) => nearest(nd(x), size, align, half),
      },
    ];
  }),
);
