import { tf } from "../../../../deps.ts";
import { moves } from "./moves.ts";
import { build, get, getOr, type Nd } from "./nd.ts";
import type { SweepCase } from "./sweep_case.ts";

const pads: readonly SweepCase[] = [
  [
    [1, 2],
    [0, 1],
  ],
  [
    [0, 0],
    [3, 0],
  ],
  [
    [2, 2],
    [1, 1],
  ],
].map((paddings) => {
  const shape = [
    3 + (paddings[0]?.[0] as number) + (paddings[0]?.[1] as number),
    4 + (paddings[1]?.[0] as number) + (paddings[1]?.[1] as number),
  ];
  return moves(
    "PadV2",
    `by [${paddings.join("], [")}] with 0.5`,
    [[3, 4]],
    (x) => tf.pad(x as tf.Tensor2D, paddings as [number, number][], 0.5),
    (x) =>
      build(shape, (index) =>
        getOr(
          x as Nd,
          index.map((at, axis) => at - (paddings[axis]?.[0] as number)),
          0.5,
        ),
      ),
  );
});

/** Index that a mirrored axis reads. */
function mirrored(at: number, extent: number, mode: "reflect" | "symmetric"): number {
  if (mode === "reflect") return at < 0 ? -at : at >= extent ? 2 * extent - 2 - at : at;
  return at < 0 ? -at - 1 : at >= extent ? 2 * extent - 1 - at : at;
}

const mirrorPads: readonly SweepCase[] = (["reflect", "symmetric"] as const).flatMap((mode) =>
  [
    [
      [1, 4],
      [
        [0, 0],
        [2, 1],
      ],
    ],
    [
      [3, 4],
      [
        [2, 1],
        [3, 3],
      ],
    ],
    [
      [2, 3, 2],
      [
        [1, 0],
        [0, 2],
        [1, 1],
      ],
    ],
    [
      [1, 3, 3, 2],
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ],
    ],
  ].map((entry) => {
    const [shape, paddings] = entry as [number[], [number, number][]];
    const out = shape.map(
      (extent, axis) => extent + (paddings[axis]?.[0] as number) + (paddings[axis]?.[1] as number),
    );
    return moves(
      "MirrorPad",
      `${mode}, [${shape}] by [${paddings.join("], [")}]`,
      [shape],
      (x) => tf.mirrorPad(x as tf.Tensor, paddings, mode),
      (x) =>
        build(out, (index) =>
          get(
            x as Nd,
            index.map((at, axis) =>
              mirrored(at - (paddings[axis]?.[0] as number), shape[axis] as number, mode),
            ),
          ),
        ),
    );
  }),
);

export const PADDING: readonly SweepCase[] = [...pads, ...mirrorPads];
