import { tf, z } from "../../../deps.ts";
import { LayeredHost } from "./layered_host.ts";

/** A part of a network; seeds can grow between two of them. */
export interface Block {
  /** Prefix of its weights' names, unique in its network. */
  readonly name: string;
  /** Creates its layers, new ones at each call. */
  readonly layers: () => readonly tf.layers.Layer[];
}

/** Shape of one example, without the batch axis. */
export const ShapeSchema: z.ZodType<readonly number[]> = z.array(z.int().min(1)).min(1);

/**
 * Builds each block for the shape that the one before it gives, and chains them to a host with slots.
 *
 * @param slots Names of the slots, as `slotNames()` returns them.
 */
export function buildBlocks(
  name: string,
  inputShape: readonly number[],
  blocks: readonly Block[],
  slots: readonly string[] = [],
): LayeredHost {
  let shape = inputShape;
  const stages = blocks.map((block) => {
    const layers = [tf.layers.inputLayer({ inputShape: [...shape] }), ...block.layers()];
    const model = tf.sequential({ name: `${name}_${block.name}`, layers });
    shape = (model.outputShape as number[]).slice(1);
    return { name: block.name, model };
  });
  return new LayeredHost(stages, { name, borrowed: false, slots });
}
