import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SNAPSHOT_STORE, type TrainingState } from "../../../core/mod.ts";
import { snapshots } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { isDisposed, stateAt } from "../../../testing/_support/states.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToSnapshotStore } from "../../../testing/snapshot_store.ts";

conformsToSnapshotStore(() =>
  resolveProvider(SNAPSHOT_STORE, snapshots({ count: 3, bytes: 200, everySteps: 1 })),
);

test("snapshots() refuses options that make no sense", () => {
  for (const options of [{ count: 0 }, { bytes: -1 }, { everySteps: 0.5 }, { keep: 3 }]) {
    assert.throws(() => snapshots(options as object), { code: "options/invalid" });
  }
});

test("snapshots() holds exactly the bytes of the states that it has not let go of", async () => {
  await useTestBackend();
  const call = fc.record({
    kind: fc.constantFrom("add", "nearest", "forget"),
    step: fc.nat(20),
    numbers: fc.integer({ min: 1, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
      const store = await resolveProvider(SNAPSHOT_STORE, snapshots({ count: 4, bytes: 200 }));
      const taken: TrainingState[] = [];
      for (const { kind, step, numbers } of calls) {
        if (kind === "nearest") store.nearest(step);
        else if (kind === "forget") store.forgetAfter(step);
        else {
          const state = stateAt(step, numbers);
          if (store.add(state) === undefined) taken.push(state);
          else for (const { tensors } of state.parts.values()) tensors[0]?.tensor.dispose();
        }
        const held = taken.filter((state) => !isDisposed(state));
        const bytes = held.reduce((sum, state) => sum + state.bytes, 0);
        assert.deepEqual([store.count, store.bytes], [held.length, bytes]);
        assert.ok(store.count <= 4 && store.bytes <= 200);
      }
      store.dispose();
      assert.ok(taken.every(isDisposed));
    }),
    { numRuns: 60 },
  );
});
