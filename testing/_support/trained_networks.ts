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

/** Networks of the layers that most people use. */
const COMMON: readonly TrainedNetwork[] = [
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

/** Networks of a single kind of layer that tfjs cannot train, or trains by a wrong gradient on some backend. */
const REPAIRED: readonly TrainedNetwork[] = (
  [
    [
      "dilated convolutions",
      [6, 6, 2],
      () => [
        layers.conv2d({ filters: 3, kernelSize: 2, dilationRate: 2 }),
        layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: [1, 2], activation: "relu" }),
      ],
    ],
    [
      "a dilated sequence convolution",
      [7, 2],
      () => [layers.conv1d({ filters: 3, kernelSize: 2, dilationRate: 3 })],
    ],
    [
      "a dilated depthwise convolution",
      [6, 6, 2],
      () => [layers.depthwiseConv2d({ kernelSize: 2, dilationRate: 2 })],
    ],
    [
      "a solid convolution, pools and a transposed one",
      [4, 4, 4, 2],
      () => [
        layers.conv3d({ filters: 2, kernelSize: 2, padding: "same" }),
        layers.maxPooling3d({ poolSize: 2, strides: 1, padding: "same" }),
        layers.averagePooling3d({ poolSize: 2, padding: "same" }),
        layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
      ],
    ],
    [
      "padded average pools",
      [5, 6, 2],
      () => [
        layers.dense({ units: 2 }),
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      ],
    ],
    [
      "upsampling of several channels",
      [3, 5, 2],
      () => [layers.dense({ units: 3 }), layers.upSampling2d({ size: [2, 3] })],
    ],
    [
      "batch norm without scale and center",
      [4],
      () => [
        layers.dense({ units: 3 }),
        layers.batchNormalization({ scale: false }),
        layers.dense({ units: 3 }),
        layers.batchNormalization({ center: false }),
      ],
    ],
    [
      "batch norm of an inner axis",
      [3, 4, 2],
      () => [layers.dense({ units: 2 }), layers.batchNormalization({ axis: 1 })],
    ],
    [
      "thresholds, and alphas that axes share",
      [3, 4, 2],
      () => [
        layers.dense({ units: 2 }),
        layers.prelu({ sharedAxes: [2, 3], alphaInitializer: "glorotUniform" }),
        layers.thresholdedReLU({ theta: 0.01 }),
      ],
    ],
    ["a recurrent layer of length 1", [1, 3], () => [layers.gru({ units: 3 })]],
  ] as const satisfies readonly (readonly [string, number[], () => tf.layers.Layer[]])[]
).map(([name, inputShape, make]) => ({
  name,
  build: () => {
    const input = tf.input({ shape: [...inputShape] });
    const output = make().reduce<tf.SymbolicTensor>(
      (x, layer) => layer.apply(x) as tf.SymbolicTensor,
      input,
    );
    return tf.model({ inputs: input, outputs: output });
  },
}));

/** Networks with every kind of layer that a backend must train. */
export const TRAINED_NETWORKS: readonly TrainedNetwork[] = [...COMMON, ...REPAIRED];

/** All weights after three steps of gradient descent, from the same start on the same examples. */
export function trainNetwork(network: TrainedNetwork): number[] {
  const weights = trainedWeights(network);
  const values = weights.flatMap((weight) => [...weight.dataSync()]);
  tf.dispose(weights);
  return values;
}

/** The same, not yet read. The caller disposes them. */
export function trainedWeights({ build, ids }: TrainedNetwork): tf.Tensor[] {
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
      const weights = model.getWeights().map((weight) => weight.clone());
      model.dispose();
      return weights;
    }),
  );
}
