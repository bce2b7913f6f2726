import { parseOptions } from "../../../core/mod.ts";
import { type tf, z } from "../../../deps.ts";

/** A weight, and how it is treated. */
export interface InitialWeight {
  /** Its first value, float32. */
  readonly value: tf.Tensor;
  /** Whether weight decay applies to it. @default true for weights of two axes and more, and no other */
  readonly decays?: boolean;
  /** Returns the weight within its constraint; applied after each update. @default the weight as it is */
  readonly constrain?: (weight: tf.Tensor) => tf.Tensor;
}

/** Weights by name: first values, or variables that nobody else disposes. */
export type InitialWeights = Readonly<Record<string, tf.Tensor | InitialWeight>>;

/** The weights in a forward pass, by name. */
export type WeightsOf<W extends InitialWeights> = { readonly [Name in keyof W]: tf.Variable };

/** An input of a network that is a function. */
export interface FunctionInput {
  /** Shape without the batch axis; null for any size. */
  readonly shape: readonly (number | null)[];
  /** Name of the column that it takes. @default the column at its place */
  readonly name?: string;
  /** Type that the function expects. @default "float32" */
  readonly dtype?: "float32" | "int32";
}

/** An output of a network that is a function. */
export interface FunctionOutput {
  /** Shape without the batch axis; null for any size. */
  readonly shape: readonly (number | null)[];
  /** Name of the target column that it is compared with. @default the column at its place */
  readonly name?: string;
  /** Activation that it ends in, as tfjs names it: `softmax`. @default it is not known */
  readonly activation?: string;
}

/** One forward pass. */
export interface ForwardPass {
  /** Whether it is a training pass: dropout is on, and buffers may be assigned. */
  readonly training: boolean;
  /**
   * Makes `activation`, [B, ...shape], a slot in which a seed can grow, and returns what the rest of the network is to
   * use in its place.
   */
  slot(name: string, activation: tf.Tensor): tf.Tensor;
}

/** A network that is a function of its weights and inputs. */
export interface FunctionHostOptions<
  P extends InitialWeights = InitialWeights,
  B extends InitialWeights = InitialWeights,
  I extends readonly FunctionInput[] = readonly FunctionInput[],
> {
  /** Name in spans and reports. @default "function" */
  readonly name?: string;
  /** What goes into the network. */
  readonly inputs: I;
  /** What comes out of it. */
  readonly outputs: readonly FunctionOutput[];
  /** Makes the weights that are trained. Random numbers of tfjs follow from the run's seed. */
  readonly parameters: () => P;
  /** Makes the weights that are not trained, such as running means: a training pass may assign them. @default none */
  readonly buffers?: () => B;
  /**
   * Returns the outputs, [B, ...shape] each, for inputs [B, ...shape]. Called within a `tf.tidy`; it must neither
   * dispose what it is given nor keep tensors.
   */
  readonly forward: (
    weights: WeightsOf<P & B>,
    inputs: { readonly [At in keyof I]: tf.Tensor },
    pass: ForwardPass,
  ) => tf.Tensor | readonly tf.Tensor[];
  /** Penalty on the weights, which is added to the loss. @default none */
  readonly penalty?: (weights: WeightsOf<P & B>) => tf.Scalar;
  /** A folder that `trainer.save` wrote for such a network: start from its weights. @default fresh weights */
  readonly from?: string;
}

/** The options with every default filled in. */
export type CheckedFunctionHost = Required<Omit<FunctionHostOptions, "penalty" | "from">> &
  Pick<FunctionHostOptions, "penalty" | "from">;

const shape = z.array(z.int().min(1).nullable());
const text = z.string().min(1);

function callback(description: string) {
  return z.custom((value) => typeof value === "function", description);
}

function uniqueNames(entries: readonly { readonly name?: string | undefined }[]): boolean {
  const names = entries.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return new Set(names).size === names.length;
}

const FunctionHostSchema = z.strictObject({
  name: text.default("function"),
  inputs: z
    .array(
      z.strictObject({
        shape,
        name: text.optional(),
        dtype: z.enum(["float32", "int32"]).default("float32"),
      }),
    )
    .min(1)
    .refine(uniqueNames, "inputs of different names"),
  outputs: z
    .array(z.strictObject({ shape, name: text.optional(), activation: text.optional() }))
    .min(1)
    .refine(uniqueNames, "outputs of different names"),
  parameters: callback("a function that returns weights by name"),
  buffers: callback("a function that returns weights by name").default(() => () => ({})),
  forward: callback("a function of weights, inputs and pass that returns the outputs"),
  penalty: callback("a function of the weights that returns a scalar").optional(),
  from: text.optional(),
});

/** @throws {TolariaError} `options/invalid`. */
export function checkFunctionHost(options: unknown): CheckedFunctionHost {
  return parseOptions("make functionHost", FunctionHostSchema, options) as CheckedFunctionHost;
}
