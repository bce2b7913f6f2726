import { z } from "../../../deps.ts";
import { type Block, ShapeSchema, type SlotOption, SlotsSchema } from "../_layered/mod.ts";

/** A network as a list of blocks. */
export interface BlocksOptions {
  /** Name in spans and reports. @default "blocks" */
  readonly name?: string;
  /** Shape of one example, without the batch axis. */
  readonly inputShape: readonly number[];
  /** The blocks, at least one, in the order of computation. */
  readonly blocks: readonly Block[];
  /** Where seeds can grow: behind the named blocks, or behind each but the last. @default false */
  readonly slots?: SlotOption;
}

const BlockSchema = z.strictObject({
  name: z.string().min(1),
  layers: z.custom<Block["layers"]>(
    (value) => typeof value === "function",
    "a function that makes layers",
  ),
});

/** Rules of {@link BlocksOptions}. */
export const BlocksSchema: z.ZodType<Required<BlocksOptions>> = z.strictObject({
  slots: SlotsSchema.default(false),
  name: z.string().min(1).default("blocks"),
  inputShape: ShapeSchema,
  blocks: z
    .array(BlockSchema)
    .min(1)
    .refine(
      (list) => new Set(list.map((block) => block.name)).size === list.length,
      "blocks of different names",
    ),
});
