import assert from "node:assert/strict";
import { test } from "node:test";
import { SNAPSHOT_STORE } from "../../../core/mod.ts";
import { noSnapshots } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToSnapshotStore } from "../../../testing/snapshot_store.ts";

const reason = "keeps none, by its purpose";

conformsToSnapshotStore(() => resolveProvider(SNAPSHOT_STORE, noSnapshots()), {
  skip: [
    "SnapshotStore.nearest() is the state nearest at or before a step",
    "SnapshotStore.add() lets go of the state that was used longest ago",
    "SnapshotStore.add() takes the place of a state of the same step, and counts it once",
    "SnapshotStore.add() keeps to its bytes",
    "SnapshotStore.add() refuses a state that is too large, and keeps the others",
    "SnapshotStore.forgetAfter() lets go of what was taken later",
    "SnapshotStore copies no number",
  ].map((name) => ({ test: name, reason })),
});

test("noSnapshots() takes no states and explains how to keep some", async () => {
  const store = await resolveProvider(SNAPSHOT_STORE, noSnapshots());
  assert.equal(store.everySteps, 0);
  assert.match(store.add({ step: 1, epoch: 0, parts: new Map(), bytes: 0 }) ?? "", /snapshots\(\)/);
});
