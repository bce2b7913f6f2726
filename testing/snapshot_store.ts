import assert from "node:assert/strict";
import type { SnapshotStore, TrainingState } from "../core/mod.ts";
import { disposeState } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { isDisposed, stateAt } from "./_support/states.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { useTestBackend } from "./_support/test_backend.ts";

/** Bytes of a state of 10 numbers. */
const BYTES = 40;

/**
 * Checks what the port {@link SnapshotStore} obliges a provider to.
 *
 * @param create Makes a store that takes 3 states and 200 bytes at most.
 */
export function conformsToSnapshotStore(
  create: () => Promise<SnapshotStore>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (store: SnapshotStore) => void) =>
    declare(name, async () => {
      await useTestBackend();
      const store = await create();
      const before = tf.memory().numTensors;
      claim(store);
      store.dispose();
      assert.equal(store.bytes, 0);
      assert.equal(tf.memory().numTensors, before, "tensors left behind");
    });
  const add = (store: SnapshotStore, ...steps: number[]): TrainingState[] =>
    steps.map((step) => {
      const state = stateAt(step);
      assert.equal(store.add(state), undefined);
      return state;
    });

  check("SnapshotStore has a name, and says how often a state is taken", (store) => {
    assert.match(store.name, /^[a-z][a-z-]*$/);
    assert.ok(Number.isInteger(store.everySteps) && store.everySteps >= 0);
  });

  check("SnapshotStore.nearest() is the state nearest at or before a step", (store) => {
    add(store, 10, 20, 30);
    const found = [9, 10, 19, 25, 1_000].map((step) => store.nearest(step)?.step);
    assert.deepEqual(found, [undefined, 10, 10, 20, 30]);
  });

  check("SnapshotStore.add() lets go of the state that was used longest ago", (store) => {
    const [first, second] = add(store, 10, 20, 30) as [TrainingState, TrainingState];
    store.nearest(10);
    add(store, 40);
    assert.deepEqual([isDisposed(first), isDisposed(second)], [false, true]);
    assert.equal(store.count, 3);
  });

  check(
    "SnapshotStore.add() takes the place of a state of the same step, and counts it once",
    (store) => {
      const [first] = add(store, 10, 10);
      assert.ok(isDisposed(first as TrainingState));
      assert.deepEqual([store.count, store.bytes], [1, BYTES]);
    },
  );

  check("SnapshotStore.add() keeps to its bytes", (store) => {
    add(store, 10, 20);
    assert.equal(store.add(stateAt(30, 40)), undefined);
    assert.deepEqual([store.count, store.bytes], [2, BYTES + 160]);
    assert.equal(store.nearest(15), undefined);
  });

  check("SnapshotStore.add() refuses a state that is too large, and keeps the others", (store) => {
    add(store, 10);
    const large = stateAt(20, 51);
    assert.match(store.add(large) ?? "", /must have at most 200 bytes .* step 20 has 204/);
    assert.ok(!isDisposed(large));
    disposeState(large);
    assert.deepEqual([store.count, store.bytes], [1, BYTES]);
  });

  check("SnapshotStore.forgetAfter() lets go of what was taken later", (store) => {
    const [, , third] = add(store, 10, 20, 30);
    store.forgetAfter(20);
    assert.ok(isDisposed(third as TrainingState));
    assert.deepEqual([store.nearest(99)?.step, store.bytes], [20, 2 * BYTES]);
  });

  check("SnapshotStore copies no number", (store) => {
    const before = tf.memory().numDataBuffers;
    const state = stateAt(10);
    const made = tf.memory().numDataBuffers;
    store.add(state);
    store.nearest(10);
    assert.equal(tf.memory().numDataBuffers, made);
    assert.equal(made, before + 1);
  });
}
