import { COLLECTIVE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { InProcessCollective } from "./in_process.ts";

/** Options of {@link inProcessCollective}. */
export interface InProcessCollectiveOptions {
  /** Ranks that the process plays, from 1 to 256. @default 2 */
  readonly ranks?: number;
}

const Schema: z.ZodType<Required<InProcessCollectiveOptions>> = z.strictObject({
  ranks: z.int().min(1).max(256).default(2),
});

/**
 * Plays several ranks in one process, by turns: each computes its shards of the batch, and the sums are those of as many
 * processes. For tests: it takes the time of one process and more.
 *
 * @param options Or the group itself, for a test that takes ranks away.
 */
export function inProcessCollective(
  options: InProcessCollectiveOptions | InProcessCollective = {},
): ContainerModule {
  const group =
    options instanceof InProcessCollective
      ? options
      : new InProcessCollective(parseOptions("inProcessCollective", Schema, options).ranks);
  return new ContainerModule(({ bind }) => {
    bind(COLLECTIVE).toConstantValue(group);
  });
}
