import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import {
  type ModelGraph,
  ModelWeights,
  modelGraph,
} from "../../../../modules/models/_graph/mod.ts";

/** Each node as `name(input, ...)`, with `#n` behind the name of later calls and `.n` behind later outputs. */
function textOf(graph: ModelGraph): string[] {
  const nameOf = ({ name, call }: ModelGraph["nodes"][number]) => (call ? `${name}#${call}` : name);
  return graph.nodes.map(
    (node) =>
      `${nameOf(node)}(${node.inputs.map((input) => nameOf(input.node) + (input.index ? `.${input.index}` : "")).join(", ")})`,
  );
}

test("modelGraph() lists a sequential model as a chain when its first layer is a model", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [tf.layers.dense({ units: 3, inputShape: [2] })],
  });
  const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1 })] });
  const graph = modelGraph(model);
  assert.deepEqual(textOf(graph), ["input()", "inner(input)", "dense_1(inner)"]);
  assert.deepEqual(
    graph.nodes.map(({ outputShapes }) => outputShapes),
    [[[null, 2]], [[null, 3]], [[null, 1]]],
  );
  assert.deepEqual(textOf(graph.nodes[1]?.model as ModelGraph), ["input()", "dense_1(input)"]);
  model.dispose();
});

test("modelGraph() numbers the calls of a shared layer, each behind what it needs", () => {
  const [a, b] = [
    tf.input({ shape: [4], name: "a" }),
    tf.input({ shape: [4], name: "b" }),
  ] as const;
  const shared = tf.layers.dense({ units: 2, name: "shared" });
  const [left, right] = [a, b].map((one) => shared.apply(one) as tf.SymbolicTensor);
  const joined = tf.layers.add({ name: "sum" }).apply([right, left] as tf.SymbolicTensor[]);
  const model = tf.model({ inputs: [a, b], outputs: joined as tf.SymbolicTensor });
  const graph = modelGraph(model);
  assert.deepEqual(textOf(graph), [
    "a()",
    "b()",
    "shared(b)",
    "shared#1(a)",
    "sum(shared, shared#1)",
  ]);
  assert.deepEqual(
    graph.inputs.map(({ name }) => name),
    ["a", "b"],
  );
  model.dispose();
});

test("modelGraph() tells the outputs of a layer with several apart", () => {
  const input = tf.input({ shape: [3, 2], name: "x" });
  const [, h, c] = tf.layers
    .lstm({ units: 2, returnState: true, name: "encoder" })
    .apply(input) as tf.SymbolicTensor[];
  const output = tf.layers
    .concatenate({ name: "state" })
    .apply([c, h] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  assert.deepEqual(textOf(modelGraph(model)), ["x()", "encoder(x)", "state(encoder.2, encoder.1)"]);
  model.dispose();
});

test("ModelWeights.of() returns the weights of a layer by tfjs's names when it wraps another", async () => {
  const layer = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) });
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3, 4] }), layer] });
  const weights = await ModelWeights.read(model);
  assert.deepEqual(
    [...weights.of(layer)].map(([name, { shape, data }]) => [name, shape, data.length]),
    [
      ["kernel", [4, 2], 8],
      ["bias", [2], 2],
    ],
  );
  model.dispose();
});
