import { CHECKPOINT_STORE, CLOCK, type Clock, parseOptions } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { FileCheckpoints } from "./file_checkpoints.ts";
import { type CheckpointsOptions, CheckpointsSchema } from "./options.ts";

export type { CheckpointsOptions } from "./options.ts";

/**
 * Writes checkpoints to a directory: the tensors of each to a safetensors file, everything else to an SQLite journal.
 *
 * A checkpoint exists if and only if its row is committed, after its file was written under a temporary name, synced,
 * renamed, and its directory synced; it is read back and its hashes are compared before it is called good. A worker
 * does all of that: on threaded wasm it reads the tensors where they lie, elsewhere they are handed over a slice at a
 * time.
 *
 * @example
 * ```ts run
 * import { checkpoints } from "tolaria";
 *
 * const modules = [checkpoints({ directory: "out/checkpoints", keep: 3 })];
 * ```
 */
export function checkpoints(options: CheckpointsOptions): ContainerModule {
  const checked = parseOptions("write checkpoints", CheckpointsSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE)
      .toResolvedValue((clock: Clock) => new FileCheckpoints(checked, clock), [CLOCK])
      .inSingletonScope()
      .onDeactivation((store) => store.dispose());
  });
}
