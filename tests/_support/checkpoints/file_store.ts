import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKPOINT_STORE, type CheckpointInfo, type CheckpointStore } from "../../../core/mod.ts";
import { type CheckpointsOptions, checkpoints, systemClock } from "../../../modules/mod.ts";
import { draftAt } from "../../../testing/_support/drafts.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { writeAll } from "../../../testing/checkpoint_store.ts";

/** A store of files. */
export function openFileStore(
  directory: string,
  options: Partial<CheckpointsOptions> = {},
): Promise<CheckpointStore> {
  return resolveProvider(CHECKPOINT_STORE, systemClock(), checkpoints({ directory, ...options }));
}

/** A folder of a test's own. */
export function storeFolder(): string {
  return mkdtempSync(join(tmpdir(), "tolaria-checkpoints-"));
}

/** Does `work` on a store with some checkpoints in it, and takes all away. */
export async function withFileStore(
  work: (
    store: CheckpointStore,
    directory: string,
    infos: readonly CheckpointInfo[],
  ) => Promise<void>,
  options: Partial<CheckpointsOptions> = {},
  steps: readonly number[] = [10, 20],
): Promise<void> {
  const directory = storeFolder();
  const store = await openFileStore(directory, options);
  try {
    await store.start();
    const infos: CheckpointInfo[] = [];
    for (const step of steps) infos.push(await writeAll(store, draftAt(step)));
    await work(store, directory, infos);
  } finally {
    await store.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}
