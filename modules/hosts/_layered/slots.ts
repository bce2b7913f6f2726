import type { Slot } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { Stage } from "./layered_host.ts";

/**
 * Where seeds can grow: behind the named blocks, or behind each that has one after it. By name, how many can grow there,
 * one behind the other: `{ conv1: 2 }` gives the slots `conv1` and `conv1.2`.
 */
export type SlotOption = boolean | readonly string[] | Readonly<Record<string, number>>;

/** Rule of {@link SlotOption}. */
export const SlotsSchema: z.ZodType<SlotOption> = z
  .union([
    z.boolean(),
    z.array(z.string().min(1)),
    z.record(z.string().min(1), z.int().min(1).max(64)),
  ])
  .refine(
    (slots) => !Array.isArray(slots) || new Set(slots).size === slots.length,
    "true, false, a list of blocks that names each once, or numbers of seeds by block",
  );

/** Names of the slots, of `blocks` in their order. */
export function slotNames(option: SlotOption, blocks: readonly string[]): readonly string[] {
  const open = blocks.slice(0, -1);
  if (typeof option === "boolean") return option ? open : [];
  const counts = Array.isArray(option)
    ? new Map<string, number>(option.map((name) => [name, 1]))
    : new Map(Object.entries(option));
  const unknown = [...counts.keys()].find((name) => !open.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `"slots" must name blocks that have another behind them (${open.join(", ") || "there is none"}), but is ${JSON.stringify(unknown)}. Cannot make slots.`,
    );
  }
  const names = [...counts].flatMap(([name, count]) =>
    Array.from({ length: count }, (_, at) => placeName(name, at + 1)),
  );
  const taken = names.find((name) => !counts.has(name) && blocks.includes(name));
  if (taken === undefined) return names;
  throw new RangeError(
    `The name of a block must not be that of a slot behind another, but is ${JSON.stringify(taken)}. Cannot make slots.`,
  );
}

/** Name of a place behind a block, from 1. */
function placeName(block: string, place: number): string {
  return place === 1 ? block : `${block}.${place}`;
}

/** The slots behind each stage, in the order in which they are computed. */
export function slotsBehind(
  stages: readonly Stage[],
  names: readonly string[],
): readonly (readonly Slot[])[] {
  return stages.map(({ name, model }, index) => {
    const shape = (model.outputShape as number[]).slice(1);
    const slots: Slot[] = [];
    while (names.includes(placeName(name, slots.length + 1))) {
      const slot = placeName(name, slots.length + 1);
      slots.push({ name: slot, shape, depth: index + 1, graft: undefined });
    }
    return slots;
  });
}
