import { HOST_BUILDER, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import {
  type Block,
  buildBlocks,
  type SlotOption,
  SlotsSchema,
  slotNames,
} from "../_layered/mod.ts";

/** A small convolutional network for images. */
export interface CnnOptions {
  /** Height, width and channels of an image. */
  readonly inputShape: readonly [number, number, number];
  /** Output channels of each 3 x 3 convolution; each is followed by a 2 x 2 max-pooling. @default [8, 16] */
  readonly filters?: readonly number[];
  /** Outputs of the dense layer before the last, at least 1. @default 64 */
  readonly units?: number;
  /** Number of outputs, at least 1, left as they are: logits. */
  readonly classes: number;
  /** Whether each convolution is followed by batch normalization. @default false */
  readonly batchNorm?: boolean;
  /** Share of the dense layer's outputs that is dropped in training, in [0, 1). @default 0 */
  readonly dropout?: number;
  /** Where seeds can grow: behind the named blocks (`conv1` and so on), or behind each of them. @default false */
  readonly slots?: SlotOption;
}

const size = z.int().min(1);

const CnnSchema: z.ZodType<Required<CnnOptions>> = z
  .strictObject({
    inputShape: z.tuple([size, size, size]),
    filters: z.array(size).min(1).default([8, 16]),
    units: size.default(64),
    classes: size,
    batchNorm: z.boolean().default(false),
    dropout: z.number().min(0).lt(1).default(0),
    slots: SlotsSchema.default(false),
  })
  .refine(
    ({ inputShape, filters }) => Math.min(inputShape[0], inputShape[1]) >> filters.length > 0,
    {
      path: ["filters"],
      message: "short enough that no image is halved away",
    },
  );

/** Makes a convolutional network: a block for each convolution, and one for the head. */
export function cnn(options: CnnOptions): ContainerModule {
  const checked = parseOptions("make cnn", CnnSchema, options);
  const blocks = blocksOf(checked);
  const slots = slotNames(
    checked.slots,
    blocks.map(({ name }) => name),
  );
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => ({
        build: () => buildBlocks("cnn", checked.inputShape, blocks, slots),
      }))
      .inSingletonScope();
  });
}

function blocksOf({ filters, units, classes, batchNorm, dropout }: Required<CnnOptions>): Block[] {
  const convolutions = filters.map((channels, index) => ({
    name: `conv${index + 1}`,
    layers: () => convolution(channels, batchNorm),
  }));
  const head = {
    name: "head",
    layers: () => [
      tf.layers.flatten(),
      tf.layers.dense({ name: "dense", units, activation: "relu", kernelInitializer: "heNormal" }),
      ...(dropout > 0 ? [tf.layers.dropout({ rate: dropout })] : []),
      tf.layers.dense({ name: "logits", units: classes }),
    ],
  };
  return [...convolutions, head];
}

function convolution(filters: number, batchNorm: boolean): tf.layers.Layer[] {
  return [
    tf.layers.conv2d({
      name: "conv",
      filters,
      kernelSize: 3,
      padding: "same",
      useBias: !batchNorm,
      activation: batchNorm ? "linear" : "relu",
      kernelInitializer: "heNormal",
    }),
    ...(batchNorm ? [tf.layers.batchNormalization({ name: "norm" }), tf.layers.reLU()] : []),
    tf.layers.maxPooling2d({ poolSize: 2 }),
  ];
}
