import type { tf } from "../../../../deps.ts";
import type { GraphNode, ModelGraph } from "../../_graph/mod.ts";

type Layer = tf.layers.Layer;

/**
 * Returns the layers of a functional model in Keras's order, by which it numbers the folders of their weights: those
 * furthest from an output first, and those equally far as a walk from the outputs to the inputs meets them.
 *
 * @see Keras 3, `keras/src/ops/function.py`, `map_graph()`.
 */
export function kerasOrder({ inputs, outputs }: ModelGraph): Layer[] {
  const met = new Map<Layer, number>();
  const sorted: GraphNode[] = [];
  const visit = (node: GraphNode) => {
    if (sorted.includes(node)) return;
    if (!met.has(node.layer)) met.set(node.layer, met.size);
    for (const input of node.inputs) visit(input.node);
    sorted.push(node);
  };
  for (const { node } of outputs) visit(node);
  const depths = depthsOf(sorted);
  for (const { layer } of inputs) {
    if (depths.has(layer)) continue;
    depths.set(layer, 0);
    met.set(layer, -1);
  }
  const numberOf = (table: ReadonlyMap<Layer, number>, layer: Layer) => table.get(layer) as number;
  return [...depths.keys()].sort(
    (a, b) => numberOf(depths, b) - numberOf(depths, a) || numberOf(met, a) - numberOf(met, b),
  );
}

/** How far each layer is from an output: the most of all its calls. */
function depthsOf(sorted: readonly GraphNode[]): Map<Layer, number> {
  const calls = new Map<GraphNode, number>();
  const layers = new Map<Layer, number>();
  for (const node of sorted.toReversed()) {
    const depth = Math.max(calls.get(node) ?? 0, layers.get(node.layer) ?? 0);
    layers.set(node.layer, depth);
    for (const input of node.inputs) {
      calls.set(input.node, Math.max(depth + 1, calls.get(input.node) ?? 0));
    }
  }
  return layers;
}
