import { tf } from "../../../../deps.ts";
import { moves } from "./moves.ts";
import { build, get, getOr, type Nd, zip } from "./nd.ts";
import { given, type SweepCase, values } from "./sweep_case.ts";

export const MOVEMENT: readonly SweepCase[] = [
  moves(
    "Reshape",
    "[3,4] to [2,6]",
    [[3, 4]],
    (x) => tf.reshape(x as tf.Tensor, [2, 6]),
    (x) => ({ shape: [2, 6], data: (x as Nd).data }),
  ),
  moves(
    "ExpandDims",
    "in the middle",
    [[3, 4]],
    (x) => tf.expandDims(x as tf.Tensor, 1),
    (x) => ({ shape: [3, 1, 4], data: (x as Nd).data }),
  ),
  moves(
    "Reverse",
    "of two axes",
    [[2, 3, 4]],
    (x) => tf.reverse(x as tf.Tensor, [0, 2]),
    (x) =>
      build([2, 3, 4], ([i, j, k]) =>
        get(x as Nd, [1 - (i as number), j as number, 3 - (k as number)]),
      ),
  ),
  moves(
    "Transpose",
    "[2,3,4] to [4,2,3]",
    [[2, 3, 4]],
    (x) => tf.transpose(x as tf.Tensor, [2, 0, 1]),
    (x) => build([4, 2, 3], ([i, j, k]) => get(x as Nd, [j as number, k as number, i as number])),
  ),
  moves(
    "Transpose",
    "a matrix",
    [[5, 7]],
    (x) => tf.transpose(x as tf.Tensor),
    (x) => build([7, 5], ([i, j]) => get(x as Nd, [j as number, i as number])),
  ),
  ...[
    [[5], [3]],
    [
      [2, 3],
      [3, 2],
    ],
    [
      [2, 3, 2],
      [1, 2, 3],
    ],
    [
      [1, 2, 3, 2],
      [2, 1, 2, 2],
    ],
    [
      [2, 1, 2, 1, 2],
      [1, 3, 2, 2, 1],
    ],
  ].map(([shape, reps]) =>
    moves(
      "Tile",
      `[${shape}] by [${reps}]`,
      [shape as number[]],
      (x) => tf.tile(x as tf.Tensor, reps as number[]),
      (x) =>
        build(
          (shape as number[]).map((extent, axis) => extent * (reps?.[axis] as number)),
          (index) =>
            get(
              x as Nd,
              index.map((at, axis) => at % (shape?.[axis] as number)),
            ),
        ),
    ),
  ),
  moves(
    "BroadcastTo",
    "[3,1] to [2,3,4]",
    [[3, 1]],
    (x) => tf.broadcastTo(x as tf.Tensor, [2, 3, 4]),
    (x) => build([2, 3, 4], ([, j]) => get(x as Nd, [j as number, 0])),
  ),
  moves(
    "SpaceToBatchND",
    "[1,4,6,1] by [2,3]",
    [[1, 4, 6, 1]],
    (x) =>
      tf.spaceToBatchND(
        x as tf.Tensor4D,
        [2, 3],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    (x) =>
      build([6, 2, 2, 1], ([b, i, j]) =>
        get(x as Nd, [
          0,
          (i as number) * 2 + Math.floor((b as number) / 3),
          (j as number) * 3 + ((b as number) % 3),
          0,
        ]),
      ),
  ),
  moves(
    "SpaceToBatchND",
    "with padding",
    [[1, 3, 3, 1]],
    (x) =>
      tf.spaceToBatchND(
        x as tf.Tensor4D,
        [2, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    (x) =>
      build([4, 2, 2, 1], ([b, i, j]) =>
        getOr(
          x as Nd,
          [
            0,
            (i as number) * 2 + Math.floor((b as number) / 2) - 1,
            (j as number) * 2 + ((b as number) % 2),
            0,
          ],
          0,
        ),
      ),
  ),
  moves(
    "BatchToSpaceND",
    "with crops",
    [[4, 2, 2, 1]],
    (x) =>
      tf.batchToSpaceND(
        x as tf.Tensor4D,
        [2, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    (x) =>
      build([1, 3, 3, 1], ([, i, j]) =>
        get(x as Nd, [
          (((i as number) + 1) % 2) * 2 + ((j as number) % 2),
          Math.floor(((i as number) + 1) / 2),
          Math.floor((j as number) / 2),
          0,
        ]),
      ),
  ),
  {
    op: "OneHot",
    name: "an id out of range is a row of zeros",
    inputs: [values([3, 4])],
    compute: (x) =>
      (x as tf.Tensor).mul(tf.oneHot(tf.tensor1d([2, 0, 5], "int32"), 4, 1, 0, "float32")),
    reference: (x) =>
      zip(x as Nd, given([3, 4], [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]), (a, b) => a * b),
  },
];
