import { RandomStream, withSeededMathRandom } from "../../core/mod.ts";
import { tf } from "../../deps.ts";

/** A network of the kinds of layers that people train. */
export interface TrainedNetwork {
  readonly name: string;
  readonly build: () => tf.LayersModel;
  /** Draws whole numbers below this for an input of ids; without it, numbers from [-1, 1). */
  readonly ids?: number;
}

const { layers } = tf;

/** Networks with every kind of layer that a backend must train. */
export const TRAINED_NETWORKS: readonly TrainedNetwork[] = [
  {
    name: "a convolutional network with batch norm, pooling and dropout",
    build: () =>
      tf.sequential({
        layers: [
          layers.conv2d({ inputShape: [7, 6, 2], filters: 3, kernelSize: 3, padding: "same" }),
          layers.batchNormalization(),
          layers.reLU(),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.conv2d({ filters: 4, kernelSize: 2, strides: 1, activation: "relu" }),
          layers.averagePooling2d({ poolSize: [2, 1] }),
          layers.flatten(),
          layers.dropout({ rate: 0.25 }),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  {
    name: "a separable convolutional network with global pooling",
    build: () =>
      tf.sequential({
        layers: [
          layers.separableConv2d({
            inputShape: [6, 6, 2],
            filters: 4,
            kernelSize: 3,
            activation: "relu",
          }),
          layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
          layers.globalAveragePooling2d({ dataFormat: "channelsLast" }),
          layers.dense({ units: 2, activation: "softmax" }),
        ],
      }),
  },
  {
    name: "an embedding with layer norm",
    ids: 11,
    build: () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 5 }),
          layers.layerNormalization(),
          layers.flatten(),
          layers.dense({ units: 2, activation: "tanh" }),
        ],
      }),
  },
  {
    name: "a recurrent network",
    build: () =>
      tf.sequential({
        layers: [layers.lstm({ inputShape: [4, 3], units: 3 }), layers.dense({ units: 2 })],
      }),
  },
];

/** All weights after three steps of gradient descent, from the same start on the same examples. */
export function trainNetwork({ build, ids }: TrainedNetwork): number[] {
  return withSeededMathRandom(new RandomStream(4, "network"), () =>
    tf.tidy(() => {
      const model = build();
      const shape = [4, ...(model.inputs[0] as tf.SymbolicTensor).shape.slice(1)] as number[];
      const x = ids
        ? tf.cast(tf.randomUniform(shape, 0, ids, "int32", 9), "float32")
        : tf.randomUniform(shape, -1, 1, "float32", 9);
      const target = tf.randomUniform(
        [4, ...model.outputShape.slice(1)] as number[],
        0,
        1,
        "float32",
        8,
      );
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      for (let step = 0; step < 3; step++) {
        const { grads } = tf.variableGrads(() => {
          const output = model.apply(x, { training: true }) as tf.Tensor;
          return tf.losses.meanSquaredError(target, output) as tf.Scalar;
        }, variables);
        for (const variable of variables) {
          variable.assign(variable.sub((grads[variable.name] as tf.Tensor).mul(0.5)));
        }
      }
      const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
      model.dispose();
      return weights;
    }),
  );
}
