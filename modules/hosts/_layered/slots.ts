import type { Slot } from "../../../core/mod.ts";
import { type tf, z } from "../../../deps.ts";
import type { Stage } from "./layered_host.ts";

/**
 * Where seeds can grow: behind the named blocks, or behind each that has one after it. By name, how many can grow there,
 * one behind the other: `{ conv1: 2 }` gives the slots `conv1` and `conv1.2`. `conv1.beside` is a slot from the input of
 * the block to its output, which makes it wider.
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
  const isBeside = (name: string) => open.some((block) => name === besideName(block));
  const unknown = [...counts.keys()].find((name) => !open.includes(name) && !isBeside(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `"slots" must name blocks that have another behind them (${open.join(", ") || "there is none"}), but is ${JSON.stringify(unknown)}. Cannot make slots.`,
    );
  }
  const twice = [...counts].find(([name, count]) => count > 1 && !open.includes(name));
  if (twice) {
    throw new RangeError(
      `Beside a block one seed can grow, but "slots" has ${twice[1]} for ${JSON.stringify(twice[0])}. Cannot make slots.`,
    );
  }
  const names = [...counts].flatMap(([name, count]) =>
    Array.from({ length: count }, (_, at) => placeName(name, at + 1)),
  );
  const taken = names.find(
    (name) => blocks.includes(name) && (!counts.has(name) || isBeside(name)),
  );
  if (taken === undefined) return names;
  throw new RangeError(
    `The name of a block must not be that of a slot behind another, but is ${JSON.stringify(taken)}. Cannot make slots.`,
  );
}

/** Name of a place behind a block, from 1. */
function placeName(block: string, place: number): string {
  return place === 1 ? block : `${block}.${place}`;
}

/** Name of the slot beside a block. */
function besideName(block: string): string {
  return `${block}.beside`;
}

/** The slots beside and behind each stage, in the order in which they are computed. */
export function slotsBehind(
  stages: readonly Stage[],
  names: readonly string[],
): readonly (readonly Slot[])[] {
  return stages.map(({ name, model }, index) => {
    const shape = (model.outputShape as number[]).slice(1);
    const slots: Slot[] = [];
    if (names.includes(besideName(name))) {
      const [input] = model.inputs as [tf.SymbolicTensor];
      const beside = input.shape.slice(1) as number[];
      slots.push({ name: besideName(name), shape, beside, depth: index + 1, graft: undefined });
    }
    let places = 0;
    while (names.includes(placeName(name, places + 1))) {
      places += 1;
      const slot = placeName(name, places);
      slots.push({ name: slot, shape, depth: index + 1, graft: undefined });
    }
    return slots;
  });
}
