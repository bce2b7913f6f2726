import { tf } from "../../../../deps.ts";
import { moves } from "./moves.ts";
import { build, get, map, type Nd } from "./nd.ts";
import type { SweepCase } from "./sweep_case.ts";

const gathers: readonly SweepCase[] = [
  moves(
    "GatherV2",
    "rows, as an embedding, with repeats",
    [[5, 3]],
    (x) => tf.gather(x as tf.Tensor, tf.tensor1d([4, 0, 4, 2], "int32")),
    (x) =>
      build([4, 3], ([row, column]) =>
        get(x as Nd, [[4, 0, 4, 2][row as number] as number, column as number]),
      ),
  ),
  moves(
    "GatherV2",
    "rows by a matrix of ids",
    [[5, 3]],
    (x) =>
      tf.gather(
        x as tf.Tensor,
        tf.tensor2d(
          [
            [4, 0],
            [1, 1],
          ],
          [2, 2],
          "int32",
        ),
      ),
    (x) =>
      build([2, 2, 3], ([i, j, column]) =>
        get(x as Nd, [
          [
            [4, 0],
            [1, 1],
          ][i as number]?.[j as number] as number,
          column as number,
        ]),
      ),
  ),
  moves(
    "GatherV2",
    "columns",
    [[2, 5, 3]],
    (x) => tf.gather(x as tf.Tensor, tf.tensor1d([3, 0, 3], "int32"), 1),
    (x) =>
      build([2, 3, 3], ([i, j, k]) =>
        get(x as Nd, [i as number, [3, 0, 3][j as number] as number, k as number]),
      ),
  ),
  moves(
    "GatherV2",
    "last axis",
    [[2, 5]],
    (x) => tf.gather(x as tf.Tensor, tf.tensor1d([3, 0, 3], "int32"), -1),
    (x) => build([2, 3], ([i, j]) => get(x as Nd, [i as number, [3, 0, 3][j as number] as number])),
  ),
  moves(
    "UnsortedSegmentSum",
    "with a negative id and an empty segment",
    [[5, 3]],
    (x) => tf.unsortedSegmentSum(x as tf.Tensor, tf.tensor1d([2, 0, 2, -1, 4], "int32"), 5),
    (x) =>
      build([5, 3], ([segment, column]) => {
        let total = 0;
        [2, 0, 2, -1, 4].forEach((id, row) => {
          if (id === segment) total += get(x as Nd, [row, column as number]);
        });
        return total;
      }),
  ),
];

const slices: readonly SweepCase[] = [
  moves(
    "StridedSlice",
    "every second row, columns from the last",
    [[5, 4]],
    (x) => tf.stridedSlice(x as tf.Tensor, [1, 3], [5, -5], [2, -1], 0, 2),
    (x) => build([2, 4], ([i, j]) => get(x as Nd, [1 + 2 * (i as number), 3 - (j as number)])),
  ),
  moves(
    "StridedSlice",
    "one row, without its axis",
    [[4, 5]],
    (x) => tf.stridedSlice(x as tf.Tensor, [2, 1], [3, 5], [1, 1], 0, 0, 0, 0, 1),
    (x) => build([4], ([j]) => get(x as Nd, [2, 1 + (j as number)])),
  ),
  moves(
    "Slice",
    "a box",
    [[3, 4, 5]],
    (x) => tf.slice(x as tf.Tensor, [1, 0, 2], [2, 3, 3]),
    (x) =>
      build([2, 3, 3], ([i, j, k]) =>
        get(x as Nd, [(i as number) + 1, j as number, (k as number) + 2]),
      ),
  ),
  moves(
    "Slice",
    "to the end",
    [[5, 3]],
    (x) => tf.slice(x as tf.Tensor, [2, 1], [-1, -1]),
    (x) => build([3, 2], ([i, j]) => get(x as Nd, [(i as number) + 2, (j as number) + 1])),
  ),
  moves(
    "SplitV",
    "in three uneven parts",
    [[2, 6]],
    (x) => {
      const [a, b, c] = tf.split(x as tf.Tensor, [1, 2, 3], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.concat([c, a, b], 1);
    },
    (x) =>
      build([2, 6], ([i, j]) =>
        get(x as Nd, [i as number, [3, 4, 5, 0, 1, 2][j as number] as number]),
      ),
  ),
  moves(
    "SplitV",
    "in one part",
    [[2, 3]],
    (x) => (tf.split(x as tf.Tensor, 1, 1)[0] as tf.Tensor).square(),
    (x) => map(x as Nd, (v) => v * v),
  ),
  moves(
    "Unpack",
    "along the middle axis",
    [[2, 3, 2]],
    (x) =>
      tf
        .unstack(x as tf.Tensor, 1)
        .reduce((sum, part, at) => sum.add(part.mul(at + 1)), tf.zeros([2, 2])),
    (x) =>
      build([2, 2], ([i, k]) =>
        [0, 1, 2].reduce(
          (sum, at) => sum + (at + 1) * get(x as Nd, [i as number, at, k as number]),
          0,
        ),
      ),
  ),
  moves(
    "Unpack",
    "of one slice, as a sequence of length 1",
    [[1, 3]],
    (x) => (tf.unstack(x as tf.Tensor)[0] as tf.Tensor).square(),
    (x) => ({ shape: [3], data: (x as Nd).data.map((v) => v * v) }),
  ),
  moves(
    "Pack",
    "along the last axis",
    [
      [2, 3],
      [2, 3],
    ],
    (x, y) => tf.stack([x, y] as tf.Tensor[], 2),
    (x, y) =>
      build([2, 3, 2], ([i, j, k]) => get((k === 0 ? x : y) as Nd, [i as number, j as number])),
  ),
  moves(
    "Concat",
    "along the middle axis",
    [
      [2, 1, 2],
      [2, 3, 2],
    ],
    (x, y) => tf.concat([x, y] as tf.Tensor[], 1),
    (x, y) =>
      build([2, 4, 2], ([i, j, k]) =>
        (j as number) < 1
          ? get(x as Nd, [i as number, j as number, k as number])
          : get(y as Nd, [i as number, (j as number) - 1, k as number]),
      ),
  ),
  moves(
    "Concat",
    "of one tensor twice",
    [[2, 2]],
    (x) => tf.concat([x, x] as tf.Tensor[], 0),
    (x) => build([4, 2], ([i, j]) => get(x as Nd, [(i as number) % 2, j as number])),
  ),
];

export const GATHERING: readonly SweepCase[] = [...gathers, ...slices];
