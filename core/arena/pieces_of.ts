import { tf } from "../../deps.ts";
import type { ArenaLayout } from "../ports/optimizer.ts";
import { runFused } from "../ports/run_fused.ts";
import { share } from "./layout.ts";

/** Splits a group's vector, [P], into its weights, each in its shape. The caller disposes them. */
export function piecesOf(
  parameters_P: tf.Tensor1D,
  { segments }: ArenaLayout,
): readonly tf.Tensor[] {
  const shapes = segments.map(({ shape }) => shape);
  const pieces = runFused("TolariaUnflatten", { x: parameters_P }, { shapes });
  if (pieces) return pieces;
  const sizes = segments.map(({ size }) => size);
  const flat = sizes.length === 1 ? [share(parameters_P)] : tf.split(parameters_P, sizes);
  return flat.map((piece, index) => {
    const shaped = piece.reshape(shapes[index] as number[]);
    piece.dispose();
    return shaped;
  });
}
