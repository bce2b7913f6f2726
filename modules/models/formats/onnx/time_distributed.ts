import type { tf } from "../../../../deps.ts";
import { inputOf, type LayerCall, type LayerWriter, refuse } from "./layer_call.ts";

/** TimeDistributed: the steps of all examples are one batch for the layer within. */
export const timeDistributed: LayerWriter = (call) => {
  const { layer } = call.layer as unknown as { readonly layer: tf.layers.Layer };
  const { graph } = call;
  const { name, shape } = inputOf(call);
  const [, steps, ...rest] = shape as [null, number | null, ...(number | null)[]];
  const flat = graph.op("Reshape", [name, graph.ints([-1, ...known(call, rest)])]);
  const [output] = call.writeInner(layer, [{ name: flat, shape: [null, ...rest] }]);
  const { name: result, shape: inner } = output as NonNullable<typeof output>;
  const sizes = known(call, inner.slice(1));
  if (steps !== null) return graph.op("Reshape", [result, graph.ints([-1, steps, ...sizes])]);
  const leading = graph.op("Gather", [graph.op("Shape", [name]), graph.ints([0, 1])], { axis: 0 });
  return graph.op("Reshape", [
    result,
    graph.op("Concat", [leading, graph.ints(sizes)], { axis: 0 }),
  ]);
};

function known(call: LayerCall, sizes: readonly (number | null)[]): number[] {
  return sizes.map(
    (size) => size ?? refuse(call, "the sizes of its input must be known, but for batch and steps"),
  );
}
