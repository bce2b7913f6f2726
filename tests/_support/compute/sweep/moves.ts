import type { tf } from "../../../../deps.ts";
import type { Nd } from "./nd.ts";
import { type SweepCase, values } from "./sweep_case.ts";

/** A case whose output only moves numbers of its inputs. */
export const moves = (
  op: string,
  name: string,
  shapes: readonly (readonly number[])[],
  compute: (...x: tf.Tensor[]) => tf.Tensor,
  reference: (...x: Nd[]) => Nd,
): SweepCase => ({
  op,
  name,
  inputs: shapes.map((shape, at) => values(shape, at + 5)),
  compute,
  reference,
});
