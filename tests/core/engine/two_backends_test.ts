import assert from "node:assert/strict";
import { test } from "node:test";
import {
  adamw,
  arrays,
  constant,
  cpu,
  createTrainer,
  mlp,
  silent,
  wasm,
} from "../../../modules/mod.ts";

function trainerOn(backend: ReturnType<typeof cpu>) {
  return createTrainer({
    host: mlp({ inputShape: [2], hidden: [3], classes: 2 }),
    data: arrays({
      inputs: { point: { values: Float32Array.of(0, 1, 1, 0, 1, 1, 0, 0), shape: [2] } },
      targets: { label: { values: [0, 0, 1, 1], classes: 2 } },
    }),
    modules: [backend, adamw(), constant(0.01), silent()],
    batchSize: 2,
  });
}

test("Trainer.run() fails when another trainer of the process made its own backend current", async () => {
  await using first = trainerOn(wasm({ threads: 1 }));
  await first.run({ epochs: 1 });
  {
    await using second = trainerOn(cpu());
    assert.equal((await second.run({ epochs: 1 })).endReason, "completed");
    await assert.rejects(first.run({ epochs: 1 }), {
      code: "backend/busy",
      message:
        /^tfjs has one current backend in a process, which was wasm and is cpu now: give all/,
    });
    assert.equal((await second.run({ epochs: 1 })).endReason, "completed");
  }
  // The other one is disposed.
  assert.equal((await first.run({ epochs: 1 })).endReason, "completed");
});
