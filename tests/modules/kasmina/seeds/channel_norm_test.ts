import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { ChannelNorm } from "../../../../modules/kasmina/seeds/channel_norm.ts";
import { assertClose } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

test("ChannelNorm has the outputs and the gradients of tfjs's layer normalization", async () => {
  await useTestBackend();
  const shape = [2, 3, 2, 5];
  const x = tf.randomUniform(shape, -2, 2, "float32", 5);
  const pull = tf.randomNormal(shape, 0, 1, "float32", 6);
  const numbersOf = (layer: tf.layers.Layer) => {
    layer.apply(x);
    const values = layer.weights.map(({ shape }, at) =>
      tf.randomNormal(shape as number[], 0, 1, "float32", 7 + at),
    );
    layer.setWeights(values);
    const loss = (input: tf.Tensor) => (layer.apply(input) as tf.Tensor).mul(pull).sum();
    const variables = layer.weights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => loss(x).asScalar(), variables);
    const weightGrads = variables.map(({ name }) => grads[name] as tf.Tensor);
    const tensors = [layer.apply(x) as tf.Tensor, tf.grad(loss)(x), ...weightGrads];
    return tensors.flatMap((tensor) => [...tensor.dataSync<"float32">()]);
  };
  const expected = numbersOf(tf.layers.layerNormalization({ axis: -1 }));
  assertClose(numbersOf(new ChannelNorm({ name: "norm" })), expected, 1e-5);
});
