import { tf } from "../../../deps.ts";
import { chain, type Networks } from "./chain.ts";
import { convolutional } from "./networks_convolutional.ts";
import { functional } from "./networks_functional.ts";
import { grownNetworks } from "./networks_grown.ts";
import { recurrent } from "./networks_recurrent.ts";
import { transformers } from "./networks_transformers.ts";

const l = tf.layers;

const ACTIVATIONS = [
  ...[
    "elu",
    "gelu",
    "gelu_new",
    "hardSigmoid",
    "linear",
    "logSoftmax",
    "mish",
    "relu",
    "relu6",
    "selu",
  ],
  ...["sigmoid", "softmax", "softplus", "softsign", "swish", "tanh"],
] as const;

const activations: Networks = Object.fromEntries(
  ACTIVATIONS.map((name) => [
    `activation ${name}`,
    () =>
      chain(
        [5],
        l.dense({ units: 4, activation: name as "relu" }),
        l.activation({ activation: name as "relu" }),
      ),
  ]),
);

const plain: Networks = {
  ...activations,
  "dense on matrices": () => chain([3, 4], l.dense({ units: 2, activation: "tanh" })),
  "dense without bias": () => chain([4], l.dense({ units: 2, useBias: false })),
  "relu with a largest value": () => chain([6], l.reLU({ maxValue: 0.5 })),
  "leaky relu": () => chain([6], l.leakyReLU({ alpha: 0.2 })),
  "elu layer": () => chain([6], l.elu()),
  prelu: () => chain([3, 4], l.prelu()),
  "prelu with shared axes": () => chain([4, 4, 2], l.prelu({ sharedAxes: [1, 2] })),
  "thresholded relu": () => chain([6], l.thresholdedReLU({ theta: 0.4 })),
  "softmax over the last axis": () => chain([3, 4], l.softmax({ axis: -1 })),
  "softmax with its default axis": () => chain([4], l.softmax()),
  flatten: () => chain([2, 3, 2], l.flatten()),
  reshape: () => chain([12], l.reshape({ targetShape: [3, -1] })),
  permute: () => chain([2, 3, 4], l.permute({ dims: [3, 1, 2] })),
  "repeat vector": () => chain([3], l.repeatVector({ n: 4 })),
  "dropout and noise": () =>
    chain(
      [3, 4],
      l.dropout({ rate: 0.5 }),
      l.gaussianNoise({ stddev: 1 }),
      l.gaussianDropout({ rate: 0.5 }),
      l.alphaDropout({ rate: 0.5 }),
      l.spatialDropout1d({ rate: 0.5 }),
      l.dense({ units: 2 }),
    ),
  embedding: () => chain([5], l.embedding({ inputDim: 7, outputDim: 3, name: "ids" }), l.flatten()),
  "batch normalization": () => chain([5], l.batchNormalization()),
  "batch normalization of images": () =>
    chain([4, 3, 2], l.batchNormalization({ epsilon: 0.01, scale: false })),
  "batch normalization of sequences": () => chain([3, 4], l.batchNormalization({ center: false })),
  "layer normalization": () => chain([3, 4], l.layerNormalization({ epsilon: 0.01 })),
  "layer normalization of two axes": () =>
    chain([3, 4], l.layerNormalization({ axis: [1, 2], center: false })),
  "sequential in sequential": () =>
    tf.sequential({
      layers: [
        tf.sequential({ name: "a", layers: [l.dense({ units: 3, inputShape: [4] })] }),
        tf.sequential({ name: "b", layers: [l.dense({ units: 2, inputShape: [3] })] }),
        l.activation({ activation: "tanh" }),
      ],
    }),
};

/** Every kind of layer that the formats map. */
export const NETWORKS: Networks = {
  ...plain,
  ...convolutional,
  ...recurrent,
  ...functional,
  ...grownNetworks,
  ...transformers,
};
