import { HOST_BUILDER, parseOptions } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { buildBlocks, slotNames } from "../_layered/mod.ts";
import { type BlocksOptions, BlocksSchema } from "./options.ts";

/**
 * Makes a network from a list of blocks, one behind the other.
 *
 * Seeds can be grafted between two blocks, which a plain `LayersModel` does not allow. The layers are created when
 * the backend is ready, with weights that follow from the run's seed.
 *
 * @example
 * ```ts run
 * import { tf } from "tolaria";
 * import { blocks } from "tolaria/hosts";
 *
 * const host = blocks({
 *   inputShape: [28, 28, 1],
 *   blocks: [
 *     { name: "stem", layers: () => [tf.layers.flatten(), tf.layers.dense({ units: 64 })] },
 *     { name: "head", layers: () => [tf.layers.reLU(), tf.layers.dense({ units: 10 })] },
 *   ],
 * });
 * ```
 */
export function blocks(options: BlocksOptions): ContainerModule {
  const { name, inputShape, blocks, ...checked } = parseOptions(
    "make blocks",
    BlocksSchema,
    options,
  );
  const slots = slotNames(
    checked.slots,
    blocks.map((block) => block.name),
  );
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => ({ build: () => buildBlocks(name, inputShape, blocks, slots) }))
      .inSingletonScope();
  });
}
