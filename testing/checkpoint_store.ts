import assert from "node:assert/strict";
import type {
  CheckpointDraft,
  CheckpointInfo,
  CheckpointStore,
  LoadedTensor,
} from "../core/mod.ts";
import { draftAt } from "./_support/drafts.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { waitUntil } from "./_support/wait_until.ts";

/** A store, and the way to what it holds. */
export interface CheckpointStage {
  /** The store to check. */
  readonly store: CheckpointStore;
  /** Changes a bit of a number of a checkpoint, behind the store's back. */
  damage(info: CheckpointInfo): void;
  /** Another store of the same place, as another process would open it. */
  reopen(): Promise<CheckpointStore>;
  /** Takes away what it left. */
  close(): Promise<void>;
}

/** Hands everything over, and waits until the checkpoint exists. */
export async function writeAll(
  store: CheckpointStore,
  draft: CheckpointDraft,
): Promise<CheckpointInfo> {
  const write = store.write(draft);
  while (!write.advance());
  return await write.done;
}

/**
 * Checks what the port {@link CheckpointStore} obliges a provider to.
 *
 * @param create Makes a store that keeps 3 checkpoints.
 */
export function conformsToCheckpointStore(
  create: () => Promise<CheckpointStage>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (stage: CheckpointStage) => Promise<void>) =>
    declare(name, async () => {
      const stage = await create();
      try {
        await stage.store.start();
        await claim(stage);
      } finally {
        await stage.store.dispose();
        await stage.close();
      }
    });

  check(
    "CheckpointStore has a name, and says how often a checkpoint is written",
    async ({ store }) => {
      assert.match(store.name, /^[a-z][a-z-]*$/);
      assert.ok(Number.isInteger(store.everyEpochs) && store.everyEpochs >= 0);
    },
  );

  check(
    "CheckpointStore.load() gives back every bit that was written",
    async ({ store, reopen }) => {
      const written = await writeAll(store, draftAt(12));
      const other = await reopen();
      for (const from of [store, other]) {
        const { info, parts } = await from.load();
        const { verified: _, ...told } = info;
        const { verified: __, ...expected } = written;
        assert.deepEqual(told, expected);
        assert.deepEqual(
          [info.runId, info.step, info.epoch, info.reason],
          ["run", 12, 1, "step 12"],
        );
        const draft = draftAt(12);
        assert.deepEqual([...parts.keys()], ["empty", "tolaria"]);
        for (const { name, version, data, tensors } of draft.parts) {
          const part = parts.get(name);
          assert.deepEqual([part?.version, part?.data], [version, data]);
          tensors.forEach((source, at) => {
            const found = part?.tensors[at];
            const { dtype, prefix, segments } = source;
            assert.deepEqual(
              [found?.dtype, found?.prefix, found?.segments],
              [dtype, prefix, segments],
            );
            const { buffer, byteOffset, byteLength } = (found as LoadedTensor).values;
            assert.deepEqual(
              new Uint8Array(buffer, byteOffset, byteLength),
              source.read(0, source.bytes),
            );
          });
        }
      }
      await other.dispose();
    },
  );

  check("CheckpointStore shows a checkpoint only when all of it is written", async ({ store }) => {
    const write = store.write(draftAt(1));
    assert.deepEqual(await store.list(), []);
    while (!write.advance());
    const { id } = await write.done;
    assert.deepEqual(
      (await store.list()).map((info) => info.id),
      [id],
    );
  });

  check(
    "CheckpointStore.list() has the oldest first, and keeps as many as it should",
    async ({ store }) => {
      const ids: number[] = [];
      for (const step of [1, 2, 3, 4]) ids.push((await writeAll(store, draftAt(step))).id);
      await waitUntil("the first is gone", async () => (await store.list()).length <= 3);
      const infos = await store.list();
      assert.deepEqual(
        infos.map(({ step }) => step),
        [2, 3, 4],
      );
      assert.deepEqual(
        infos.map(({ id }) => id),
        ids.slice(1),
      );
      assert.ok(ids.every((id, at) => at === 0 || id > (ids[at - 1] as number)));
    },
  );

  check("CheckpointStore.load() takes the one that is meant", async ({ store }) => {
    const first = await writeAll(store, draftAt(10, { runId: "a" }));
    await writeAll(store, draftAt(20, { runId: "b" }));
    await writeAll(store, draftAt(30, { runId: "a" }));
    const stepOf = async (choice: object) => (await store.load(choice)).info.step;
    assert.equal(await stepOf({}), 30);
    assert.equal(await stepOf({ id: first.id }), 10);
    assert.equal(await stepOf({ atOrBefore: 29 }), 20);
    assert.equal(await stepOf({ atOrBefore: 29, runIds: ["a"] }), 10);
  });

  check("CheckpointStore.load() falls back to the one before, and tells of it", async (stage) => {
    const { store } = stage;
    await writeAll(store, draftAt(10));
    const last = await writeAll(store, draftAt(20));
    stage.damage(last);
    const told: string[] = [];
    const { info } = await store.load({
      onDamaged: ({ id }, reason) => told.push(`${id}: ${reason}`),
    });
    assert.equal(info.step, 10);
    assert.equal(told.length, 1);
    assert.match(
      told[0] as string,
      new RegExp(`^${last.id}: The hash of .* must be [0-9a-f]{64}, but is [0-9a-f]{64}`),
    );
    await assert.rejects(store.load({ id: last.id }), { code: "checkpoint/corrupt" });
  });

  check("CheckpointStore.load() fails where no checkpoint is whole", async (stage) => {
    stage.damage(await writeAll(stage.store, draftAt(10)));
    await assert.rejects(stage.store.load(), { code: "checkpoint/corrupt" });
  });

  check(
    "CheckpointStore.load() fails where there is none that fits, and names those that there are",
    async ({ store }) => {
      await assert.rejects(store.load(), { code: "checkpoint/missing" });
      const { id } = await writeAll(store, draftAt(10));
      for (const choice of [{ id: id + 5 }, { atOrBefore: 9 }]) {
        await assert.rejects(store.load(choice), {
          code: "checkpoint/missing",
          message: new RegExp(`${id} \\(step 10\\)`),
        });
      }
    },
  );

  check("CheckpointStore.dispose() finishes what is being written", async ({ store, reopen }) => {
    const write = store.write(draftAt(5));
    while (!write.advance());
    const [info] = await Promise.all([write.done, store.dispose()]);
    const other = await reopen();
    assert.equal((await other.load({ id: info.id })).info.step, 5);
    await other.dispose();
  });
}
