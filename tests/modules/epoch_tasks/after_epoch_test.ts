import assert from "node:assert/strict";
import { test } from "node:test";
import { EPOCH_TASK, type EpochTask } from "../../../core/mod.ts";
import { afterEpoch } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToEpochTask } from "../../../testing/epoch_task.ts";

conformsToEpochTask(async () => {
  const seen: number[] = [];
  const task = await resolveProvider(
    EPOCH_TASK,
    afterEpoch({
      name: "note",
      feature: "profile",
      *start({ epoch }) {
        yield;
        seen.push(epoch.epoch);
      },
    }),
  );
  return { task, visible: () => seen };
});

class Note implements EpochTask {
  readonly name = "note";
  readonly feature = "packets";
  start() {
    return undefined;
  }
}

test("afterEpoch() accepts an instance of a class", async () => {
  const task = new Note();
  assert.equal(await resolveProvider(EPOCH_TASK, afterEpoch(task)), task);
});

for (const [fault, message] of [
  [{ name: "" }, /"name" must be text whose length is at least 1/],
  [{ feature: "logs" }, /"feature" must be one of "profile", .*, but is "logs"/],
  [{ start: 1 }, /"start" must be a function, but is 1/],
] as const) {
  test(`afterEpoch() refuses a task with ${JSON.stringify(fault)}`, () => {
    const task = { name: "note", feature: "profile", start: () => undefined, ...fault };
    assert.throws(() => afterEpoch(task as EpochTask), { code: "options/invalid", message });
  });
}
