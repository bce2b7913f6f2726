import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { tf } from "../../../../deps.ts";
import { installOverrides } from "../../../../modules/compute/_shared/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

before(useTestBackend);

const { layers } = tf;

/** What Keras computes; see `generate.py` beside it. */
const KERAS = JSON.parse(
  readFileSync(new URL("../../../fixtures/masks/masks.json", import.meta.url), "utf8"),
) as { readonly x: readonly number[]; readonly cases: Readonly<Record<string, readonly number[]>> };

const input = () => tf.input({ shape: [3, 1] });
const masked = (x: tf.SymbolicTensor, maskValue: number) =>
  layers.masking({ maskValue }).apply(x) as tf.SymbolicTensor;
const oneByOne = () => layers.conv1d({ filters: 1, kernelSize: 1, kernelInitializer: "ones" });
const states = () =>
  layers.simpleRNN({
    units: 1,
    activation: "linear",
    kernelInitializer: "ones",
    recurrentInitializer: tf.initializers.constant({ value: 2 }),
  });

/** A recurrent layer behind a merge of two inputs, the first of which, or both, have a mask. */
function merged(kind: string, both: boolean, options: object = {}): tf.LayersModel {
  const [a, b] = [input(), input()];
  const of = layers as unknown as Readonly<Record<string, (o: object) => tf.layers.Layer>>;
  const merge = of[kind]?.(options) as tf.layers.Layer;
  const second = both ? masked(b, 4) : (oneByOne().apply(b) as tf.SymbolicTensor);
  const y = merge.apply([masked(a, 0), second]) as tf.SymbolicTensor;
  return tf.model({ inputs: [a, b], outputs: states().apply(y) as tf.SymbolicTensor });
}

function sameMask(merge: tf.layers.Layer): tf.LayersModel {
  const x = input();
  const y = masked(x, 0);
  const other = layers.activation({ activation: "relu" }).apply(y) as tf.SymbolicTensor;
  const product = merge.apply([y, other]) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: states().apply(product) as tf.SymbolicTensor });
}

function behind(...more: tf.layers.Layer[]): tf.LayersModel {
  const x = input();
  const y = more.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, masked(x, 0));
  return tf.model({ inputs: x, outputs: y });
}

const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
  "Add of two masks": () => merged("add", true),
  "Average of two masks": () => merged("average", true),
  "Concatenate of two masks": () => merged("concatenate", true),
  "Add of one mask": () => merged("add", false),
  "Multiply of one mask": () => merged("multiply", false),
  "Concatenate of one mask": () => merged("concatenate", false),
  "steps of two masks": () => merged("concatenate", true, { axis: 1 }),
  "steps of one mask": () => merged("concatenate", false, { axis: 1 }),
  "Multiply of the same mask": () => sameMask(layers.multiply()),
  "Minimum of the same mask": () => sameMask(layers.minimum()),
  GlobalAveragePooling1D: () => behind(layers.globalAveragePooling1d({})),
  GlobalMaxPooling1D: () => behind(layers.globalMaxPooling1d({})),
  "GlobalAveragePooling1D behind a convolution": () =>
    behind(oneByOne(), layers.globalAveragePooling1d({})),
  "SimpleRNN behind a convolution": () => behind(oneByOne(), states()),
};

for (const [name, network] of Object.entries(NETWORKS)) {
  test(`installOverrides() makes masks count as in Keras: ${name}`, () => {
    const remove = installOverrides();
    try {
      const model = network();
      const x = tf.tensor3d([...KERAS.x], [4, 3, 1]);
      const given = model.inputs.length === 2 ? [x, x] : x;
      const ways: Readonly<Record<string, () => unknown>> = {
        predict: () => model.predict(given),
        training: () => model.apply(given, { training: true }),
      };
      for (const [way, compute] of Object.entries(ways)) {
        leavesNoTensors(() =>
          assertClose(
            take(tf.tidy(() => compute() as tf.Tensor)),
            KERAS.cases[name] ?? [],
            1e-5,
            way,
          ),
        );
      }
      x.dispose();
      model.dispose();
    } finally {
      remove();
    }
  });
}

test("installOverrides() masks no step of a sum with an input of the model", () => {
  const remove = installOverrides();
  try {
    const [a, b] = [input(), input()];
    const sum = layers.add().apply([masked(a, 0), b]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [a, b], outputs: states().apply(sum) as tf.SymbolicTensor });
    leavesNoTensors(() => {
      const x = tf.tensor3d([4, 6, 0], [1, 3, 1]);
      // 8, 12 + 16 = 28, 0 + 56.
      assertClose(take(model.predict([x, x]) as tf.Tensor), [56], 1e-6);
      x.dispose();
    });
    model.dispose();
  } finally {
    remove();
  }
});

test("installOverrides() differentiates an average over the steps that are not masked", () => {
  const remove = installOverrides();
  try {
    const layer = layers.globalAveragePooling1d({});
    behind(layer);
    leavesNoTensors(() =>
      tf.tidy(() => {
        const x = tf.tensor3d([6, 1, 2, 1, 5, 1, 1, 1, 1], [3, 3, 1]);
        const mask = tf.tensor2d([1, 0, 1, 0, 1, 0, 0, 0, 0], [3, 3], "bool");
        const average = (x: tf.Tensor) => layer.apply(x, { mask }) as tf.Tensor;
        // Averages of two steps, of one, and of none.
        assert.deepEqual(take(average(x)), [4, 5, 0]);
        assert.deepEqual(take(tf.grad(average)(x)), [0.5, 0, 0.5, 0, 1, 0, 0, 0, 0]);
      }),
    );
  } finally {
    remove();
  }
});

test("installOverrides() refuses a product of inputs with different masks", () => {
  const remove = installOverrides();
  try {
    const model = merged("multiply", true);
    const x = tf.tensor3d([...KERAS.x], [4, 3, 1]);
    assert.throws(() => tf.tidy(() => model.predict([x, x])), {
      code: "host/unsupported",
      message:
        /: its inputs have different masks, and TensorFlow.js would merge masked steps\. Give them one mask/,
    });
    x.dispose();
    model.dispose();
  } finally {
    remove();
  }
});

test("installOverrides() averages all steps of an input beside a masked one", () => {
  const remove = installOverrides();
  try {
    const [a, b] = [input(), input()];
    const average = () => layers.globalAveragePooling1d({});
    const both = [masked(a, 0), b].map((y) => average().apply(y) as tf.SymbolicTensor);
    const model = tf.model({
      inputs: [a, b],
      outputs: layers.concatenate().apply(both) as typeof a,
    });
    leavesNoTensors(() => {
      const x = tf.tensor3d([0, 4, 2], [1, 3, 1]);
      // 6 / 2 and 6 / 3.
      assertClose(take(model.predict([x, x]) as tf.Tensor), [3, 2], 1e-6);
      x.dispose();
    });
    model.dispose();
  } finally {
    remove();
  }
});
