import { HOST_BUILDER, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import {
  type Block,
  buildBlocks,
  ShapeSchema,
  type SlotOption,
  SlotsSchema,
  slotNames,
} from "../_layered/mod.ts";

/** A multi-layer perceptron. */
export interface MlpOptions {
  /** Shape of one example, without the batch axis; flattened first if it has several axes. */
  readonly inputShape: readonly number[];
  /** Outputs of each hidden layer. @default [512, 256] */
  readonly hidden?: readonly number[];
  /** Number of outputs, at least 1, left as they are: logits. */
  readonly classes: number;
  /** Share of each hidden layer's outputs that is dropped in training, in [0, 1). @default 0 */
  readonly dropout?: number;
  /** Where seeds can grow: behind the named blocks (`hidden1` and so on), or behind each of them. @default false */
  readonly slots?: SlotOption;
}

const MlpSchema: z.ZodType<Required<MlpOptions>> = z.strictObject({
  inputShape: ShapeSchema,
  hidden: z.array(z.int().min(1)).default([512, 256]),
  classes: z.int().min(1),
  dropout: z.number().min(0).lt(1).default(0),
  slots: SlotsSchema.default(false),
});

/** Makes a multi-layer perceptron with ReLU between its layers, a block for each. */
export function mlp(options: MlpOptions): ContainerModule {
  const checked = parseOptions("make mlp", MlpSchema, options);
  const blocks = blocksOf(checked);
  const hidden = blocks.filter(({ name }) => name !== "input").map(({ name }) => name);
  const slots = slotNames(checked.slots, hidden);
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => ({
        build: () => buildBlocks("mlp", checked.inputShape, blocks, slots),
      }))
      .inSingletonScope();
  });
}

function blocksOf({ inputShape, hidden, classes, dropout }: Required<MlpOptions>): Block[] {
  const flatten =
    inputShape.length > 1 ? [{ name: "input", layers: () => [tf.layers.flatten()] }] : [];
  const hiddenBlocks = hidden.map((units, index) => ({
    name: `hidden${index + 1}`,
    layers: () => [
      tf.layers.dense({ name: "dense", units, activation: "relu", kernelInitializer: "heNormal" }),
      ...(dropout > 0 ? [tf.layers.dropout({ rate: dropout })] : []),
    ],
  }));
  const head = { name: "head", layers: () => [tf.layers.dense({ name: "dense", units: classes })] };
  return [...flatten, ...hiddenBlocks, head];
}
