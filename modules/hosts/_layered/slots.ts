import type { Slot } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { Stage } from "./layered_host.ts";

/** Where seeds can grow: behind the named blocks, or behind each that has one after it. */
export type SlotOption = boolean | readonly string[];

/** Rule of {@link SlotOption}. */
export const SlotsSchema: z.ZodType<SlotOption> = z
  .union([z.boolean(), z.array(z.string().min(1))])
  .refine(
    (slots) => typeof slots === "boolean" || new Set(slots).size === slots.length,
    "true, false, or a list of blocks that names each once",
  );

/** Names of the blocks that have a slot behind them, of `blocks` in their order. */
export function slotNames(option: SlotOption, blocks: readonly string[]): readonly string[] {
  const open = blocks.slice(0, -1);
  if (typeof option === "boolean") return option ? open : [];
  const unknown = option.find((name) => !open.includes(name));
  if (unknown === undefined) return option;
  throw new RangeError(
    `"slots" must name blocks that have another behind them (${open.join(", ") || "there is none"}), but is ${JSON.stringify(unknown)}. Cannot make slots.`,
  );
}

/** The slot behind each stage; undefined if the stage is not named. */
export function slotsBehind(
  stages: readonly Stage[],
  names: readonly string[],
): (Slot | undefined)[] {
  return stages.map(({ name, model }, index) => {
    if (!names.includes(name)) return undefined;
    const shape = (model.outputShape as number[]).slice(1);
    return { name, shape, depth: index + 1, graft: undefined };
  });
}
