import { tf } from "../../../deps.ts";
import type { Networks } from "./chain.ts";

const l = tf.layers;
type Symbol = tf.SymbolicTensor;

/** A merge of two inputs of 4 numbers each. */
const merged = (merge: () => tf.layers.Layer) => () => {
  const inputs = ["x", "y"].map((name) => tf.input({ shape: [4], name }));
  return tf.model({ inputs, outputs: merge().apply(inputs) as Symbol });
};

const dotted =
  (a: tf.Shape, b: tf.Shape, axes: number | [number, number], normalize = false) =>
  () => {
    const inputs = [tf.input({ shape: a, name: "x" }), tf.input({ shape: b, name: "y" })];
    return tf.model({ inputs, outputs: l.dot({ axes, normalize }).apply(inputs) as Symbol });
  };

/** Networks that are no chain. */
export const functional: Networks = {
  add: merged(() => l.add()),
  multiply: merged(() => l.multiply()),
  average: merged(() => l.average()),
  maximum: merged(() => l.maximum()),
  minimum: merged(() => l.minimum()),
  concatenate: merged(() => l.concatenate()),
  "concatenate along the steps": () => {
    const inputs = [tf.input({ shape: [2, 3], name: "x" }), tf.input({ shape: [4, 3], name: "y" })];
    return tf.model({ inputs, outputs: l.concatenate({ axis: 1 }).apply(inputs) as Symbol });
  },
  "dot of vectors": dotted([4], [4], 1),
  "dot of unit vectors": dotted([4], [4], -1, true),
  "dot of matrices": dotted([3, 4], [2, 4], [2, 2]),
  "dot of a matrix and a vector": dotted([3, 4], [4], [2, 1]),
  "sum of a sequence and a vector": () => {
    const inputs = [tf.input({ shape: [3, 4], name: "x" }), tf.input({ shape: [4], name: "y" })];
    return tf.model({ inputs, outputs: l.add().apply(inputs) as Symbol });
  },
  "both outputs of a bidirectional layer": () => {
    const x = tf.input({ shape: [4, 3], name: "x" });
    const layer = l.simpleRNN({ units: 2, returnSequences: true, goBackwards: true }) as tf.RNN;
    const outputs = l.bidirectional({ layer, mergeMode: null as unknown as "sum" }).apply(x);
    return tf.model({ inputs: x, outputs: outputs as Symbol[] });
  },
  "shared layer": () => {
    const inputs = ["x", "y"].map((name) => tf.input({ shape: [4], name }));
    const shared = l.dense({ units: 3, activation: "tanh", name: "shared" });
    const both = inputs.map((input) => shared.apply(input) as Symbol);
    return tf.model({ inputs, outputs: l.concatenate().apply(both) as Symbol });
  },
  "nested model, called twice": () => {
    const inner = tf.input({ shape: [4], name: "inner_x" });
    const hidden = l.dense({ units: 3, activation: "relu" }).apply(inner) as Symbol;
    const encoder = tf.model({
      inputs: inner,
      outputs: l.dense({ units: 2 }).apply(hidden) as Symbol,
      name: "encoder",
    });
    const inputs = ["x", "y"].map((name) => tf.input({ shape: [4], name }));
    const both = inputs.map((input) => encoder.apply(input) as Symbol);
    return tf.model({ inputs, outputs: l.multiply().apply(both) as Symbol });
  },
  "nested model as an output": () => {
    const inner = tf.input({ shape: [3], name: "inner_x" });
    const decoder = tf.model({
      inputs: inner,
      outputs: l.dense({ units: 2 }).apply(inner) as Symbol,
      name: "decoder",
    });
    const x = tf.input({ shape: [4], name: "x" });
    const hidden = l.dense({ units: 3, activation: "tanh" }).apply(x) as Symbol;
    return tf.model({ inputs: x, outputs: [decoder.apply(hidden) as Symbol, hidden] });
  },
  "masked branches": () => {
    const ids = tf.input({ shape: [6], name: "x" });
    const rows = l
      .embedding({ inputDim: 7, outputDim: 3, maskZero: true, name: "ids" })
      .apply(ids) as Symbol;
    const last = [l.gru({ units: 2 }), l.lstm({ units: 2 })].map(
      (layer) => layer.apply(rows) as Symbol,
    );
    return tf.model({ inputs: ids, outputs: l.concatenate().apply(last) as Symbol });
  },
  "two inputs and two outputs": () => {
    const [x, y] = [tf.input({ shape: [4], name: "x" }), tf.input({ shape: [3], name: "y" })];
    const joined = l.concatenate().apply([x, y]) as Symbol;
    const a = l.dense({ units: 2, activation: "softmax", name: "class" }).apply(joined) as Symbol;
    const b = l.dense({ units: 1, name: "value" }).apply(y) as Symbol;
    return tf.model({ inputs: [x, y], outputs: [a, b] });
  },
};
