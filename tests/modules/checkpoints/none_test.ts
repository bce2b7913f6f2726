import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKPOINT_STORE } from "../../../core/mod.ts";
import { noCheckpoints } from "../../../modules/mod.ts";
import { draftAt } from "../../../testing/_support/drafts.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCheckpointStore } from "../../../testing/checkpoint_store.ts";

const reason = "keeps none, by its purpose";
const create = () => resolveProvider(CHECKPOINT_STORE, noCheckpoints());

conformsToCheckpointStore(
  async () => ({
    store: await create(),
    damage: () => {},
    reopen: create,
    close: () => Promise.resolve(),
  }),
  {
    skip: [
      "CheckpointStore.load() gives back every bit that was written",
      "CheckpointStore shows a checkpoint only when all of it is written",
      "CheckpointStore.list() has the oldest first, and keeps as many as it should",
      "CheckpointStore.load() takes the one that is meant",
      "CheckpointStore.load() falls back to the one before, and tells of it",
      "CheckpointStore.load() fails where no checkpoint is whole",
      "CheckpointStore.load() fails where there is none that fits, and names those that there are",
      "CheckpointStore.dispose() finishes what is being written",
    ].map((name) => ({ test: name, reason })),
  },
);

test("noCheckpoints() has none and takes none, and says how to keep some", async () => {
  const store = await create();
  assert.deepEqual([store.everyEpochs, await store.list()], [0, []]);
  const message = /checkpoints\(\)/;
  await assert.rejects(store.load(), { code: "checkpoint/unavailable", message });
  await assert.rejects(store.write(draftAt(1)).done, { code: "checkpoint/unavailable", message });
});
