import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKPOINT_STORE } from "../../../core/mod.ts";
import { MemoryCheckpointStore, memoryCheckpoints, systemClock } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCheckpointStore } from "../../../testing/checkpoint_store.ts";

conformsToCheckpointStore(async () => {
  const store = new MemoryCheckpointStore();
  const open = () =>
    resolveProvider(CHECKPOINT_STORE, systemClock(), memoryCheckpoints({ store, keep: 3 }));
  return {
    store: await open(),
    damage: ({ id }) => {
      const bytes = store.bytesOf(id)[0] as Uint8Array;
      bytes[3] = (bytes[3] as number) ^ 4;
    },
    reopen: open,
    close: () => Promise.resolve(),
  };
});

test("memoryCheckpoints() refuses options that make no sense", () => {
  for (const options of [{ keep: 0 }, { everyEpochs: 0 }, { directory: "x" }]) {
    assert.throws(() => memoryCheckpoints(options as object), { code: "options/invalid" });
  }
});
