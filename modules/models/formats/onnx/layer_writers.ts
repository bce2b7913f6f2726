import { attention } from "./attention.ts";
import {
  convolution,
  depthwiseConvolution,
  separableConvolution,
  transposedConvolution,
} from "./convolutions.ts";
import * as core from "./core_layers.ts";
import * as embeddings from "./embeddings.ts";
import { cropping, upSampling, zeroPadding } from "./images.ts";
import type { LayerWriter } from "./layer_call.ts";
import { average, concatenate, dot, foldedMerge, merge } from "./merges.ts";
import { batchNormalization, layerNormalization } from "./normalizations.ts";
import { globalPool, pool } from "./pools.ts";
import { bidirectional, recurrent } from "./recurrent_layers.ts";
import { timeDistributed } from "./time_distributed.ts";

/** The layers that can be written, by the names of their classes. */
export const LAYER_WRITERS: Readonly<Record<string, LayerWriter>> = {
  Activation: core.activation,
  Add: foldedMerge("Add"),
  AlphaDropout: core.identity,
  Average: average,
  AveragePooling1D: pool("AveragePool"),
  AveragePooling2D: pool("AveragePool"),
  AveragePooling3D: pool("AveragePool"),
  BatchNormalization: batchNormalization,
  Bidirectional: bidirectional,
  Concatenate: concatenate,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv2DTranspose: transposedConvolution,
  Conv3D: convolution,
  Conv3DTranspose: transposedConvolution,
  Cropping2D: cropping,
  Dense: core.dense,
  DepthwiseConv2D: depthwiseConvolution,
  Dot: dot,
  Dropout: core.identity,
  ELU: core.elu,
  Embedding: core.embedding,
  Flatten: core.flatten,
  GRU: recurrent,
  GaussianDropout: core.identity,
  GaussianNoise: core.identity,
  GlobalAveragePooling1D: globalPool("ReduceMean"),
  GlobalAveragePooling2D: globalPool("ReduceMean"),
  GlobalMaxPooling1D: globalPool("ReduceMax"),
  GlobalMaxPooling2D: globalPool("ReduceMax"),
  LSTM: recurrent,
  LayerNormalization: layerNormalization,
  LeakyReLU: core.leakyRelu,
  Masking: core.masking,
  MaxPooling1D: pool("MaxPool"),
  MaxPooling2D: pool("MaxPool"),
  MaxPooling3D: pool("MaxPool"),
  Maximum: merge("Max"),
  Minimum: merge("Min"),
  Multiply: foldedMerge("Mul"),
  PReLU: core.prelu,
  Permute: core.permute,
  ReLU: core.relu,
  RepeatVector: core.repeatVector,
  Rescaling: core.rescaling,
  Reshape: core.reshape,
  SeparableConv2D: separableConvolution,
  SimpleRNN: recurrent,
  Softmax: core.softmax,
  SpatialDropout1D: core.identity,
  ThresholdedReLU: core.thresholdedRelu,
  TimeDistributed: timeDistributed,
  TolariaAttention: attention,
  TolariaPositionEmbedding: embeddings.positionEmbedding,
  TolariaTiedEmbedding: embeddings.tiedEmbedding,
  UpSampling2D: upSampling,
  ZeroPadding2D: zeroPadding,
};
