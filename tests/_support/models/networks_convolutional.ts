import { tf } from "../../../deps.ts";
import { chain, type Networks } from "./chain.ts";

const l = tf.layers;

/** Networks of layers that move windows over images and series. */
export const convolutional: Networks = {
  conv1d: () => chain([9, 2], l.conv1d({ filters: 3, kernelSize: 3, activation: "relu" })),
  "conv1d with strides": () =>
    chain([9, 2], l.conv1d({ filters: 3, kernelSize: 4, strides: 2, padding: "same" })),
  "conv1d with dilation": () =>
    chain([9, 2], l.conv1d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: "same" })),
  conv2d: () => chain([6, 5, 2], l.conv2d({ filters: 3, kernelSize: 3, activation: "softmax" })),
  "conv2d with strides": () =>
    chain([7, 6, 2], l.conv2d({ filters: 3, kernelSize: [3, 2], strides: 2, padding: "same" })),
  "conv2d with dilation": () =>
    chain([7, 6, 2], l.conv2d({ filters: 2, kernelSize: 3, dilationRate: [2, 1], useBias: false })),
  "conv2d of any size": () =>
    chain(
      [null, null, 2],
      l.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
      l.globalAveragePooling2d({ dataFormat: "channelsLast" }),
    ),
  "channels first": () =>
    chain(
      [2, 7, 6],
      l.conv2d({ filters: 3, kernelSize: 3, padding: "same", dataFormat: "channelsFirst" }),
      l.maxPooling2d({ poolSize: 2, dataFormat: "channelsFirst" }),
      l.zeroPadding2d({ padding: 1, dataFormat: "channelsFirst" }),
      l.flatten({ dataFormat: "channelsFirst" }),
    ),
  conv3d: () =>
    chain([4, 5, 4, 2], l.conv3d({ filters: 2, kernelSize: 2, strides: 2, padding: "same" })),
  "depthwise conv2d": () =>
    chain(
      [6, 5, 2],
      l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: "same" }),
    ),
  "separable conv2d": () =>
    chain(
      [6, 5, 2],
      l.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2, activation: "elu" }),
    ),
  "conv2d transpose": () =>
    chain([3, 4, 2], l.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same" })),
  "conv2d transpose without padding": () =>
    chain([3, 4, 2], l.conv2dTranspose({ filters: 3, kernelSize: [3, 1], strides: 2 })),
  "conv3d transpose": () =>
    chain(
      [2, 3, 2, 2],
      l.conv3dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
    ),
  "max pooling 1d": () => chain([7, 2], l.maxPooling1d({ poolSize: 3, padding: "same" })),
  "average pooling 1d": () =>
    chain([7, 2], l.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" })),
  "max pooling 2d": () => chain([5, 6, 2], l.maxPooling2d({ poolSize: 2 })),
  "average pooling 2d": () =>
    chain([5, 6, 2], l.averagePooling2d({ poolSize: [3, 2], strides: 2, padding: "same" })),
  "max pooling 3d": () =>
    chain([4, 5, 3, 2], l.maxPooling3d({ poolSize: 2, dataFormat: "channelsLast" })),
  "average pooling 3d": () =>
    chain([4, 5, 3, 2], l.averagePooling3d({ poolSize: 2, padding: "same" })),
  "global average pooling 1d": () => chain([5, 3], l.globalAveragePooling1d()),
  "global max pooling 1d": () => chain([5, 3], l.globalMaxPooling1d()),
  "global average pooling 2d": () =>
    chain([4, 3, 2], l.globalAveragePooling2d({ dataFormat: "channelsLast" })),
  "global max pooling 2d": () =>
    chain([4, 3, 2], l.globalMaxPooling2d({ dataFormat: "channelsLast" })),
  "up-sampling by nearest": () => chain([2, 3, 2], l.upSampling2d({ size: [2, 3] })),
  "up-sampling by bilinear": () =>
    chain([2, 3, 2], l.upSampling2d({ size: [2, 2], interpolation: "bilinear" })),
  "zero padding 2d": () =>
    chain(
      [2, 3, 2],
      l.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  "cropping 2d": () =>
    chain(
      [6, 7, 2],
      l.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  "small residual network": () => {
    const x = tf.input({ shape: [8, 8, 3], name: "x" });
    const conv = (input: tf.SymbolicTensor, strides: number) => {
      const y = l
        .conv2d({ filters: 4, kernelSize: 3, strides, padding: "same", useBias: false })
        .apply(input);
      return l.batchNormalization().apply(y) as tf.SymbolicTensor;
    };
    const a = l.reLU().apply(conv(x, 1)) as tf.SymbolicTensor;
    const b = l.add().apply([a, conv(a, 1)]) as tf.SymbolicTensor;
    const pooled = l.globalAveragePooling2d({ dataFormat: "channelsLast" }).apply(conv(b, 2));
    const y = l.dense({ units: 3, activation: "softmax" }).apply(pooled) as tf.SymbolicTensor;
    return tf.model({ inputs: x, outputs: y });
  },
};
