import { KASMINA, parseOptions } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { type SeedsOptions, SeedsSchema } from "./options.ts";
import { SeedsKasmina } from "./seeds_kasmina.ts";

/**
 * Lets seeds grow in the slots of the host, by the controller's commands.
 *
 * A slot with the share alpha of its seed computes alpha seed(h) + (1 - alpha) h. A seed first learns beside the
 * host, which neither sees it nor is changed by it, and is then blended in.
 *
 * @example
 * ```ts run
 * import { mlp } from "tolaria";
 * import { seeds } from "tolaria/seeds";
 *
 * const host = mlp({ inputShape: [28, 28, 1], hidden: [64, 32], classes: 10, slots: true });
 * const modules = [seeds({ blendSteps: 100, gates: { minLossGain: 0.01 } })];
 * ```
 */
export function seeds(options: SeedsOptions = {}): ContainerModule {
  const checked = parseOptions("grow seeds", SeedsSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(KASMINA)
      .toResolvedValue(() => new SeedsKasmina(checked))
      .inSingletonScope();
  });
}
