import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { CLOCK, type Clock, TAMIYO } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { adamw, constant, createTrainer, prometheus } from "../../../modules/mod.ts";
import { tinyJob } from "../../_support/training/tiny_job.ts";

/** Runs a trainer whose end is the end of its block. */
async function runToTheEnd(modules: readonly ContainerModule[]): Promise<void> {
  await using trainer = createTrainer(tinyJob([adamw(), constant(1e-2), ...modules]));
  await trainer.run({ epochs: 1 });
}

test("Trainer.run() names a port that is taken, also when the trainer is disposed right after", async () => {
  const taken = createServer(() => {}).listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  await assert.rejects(runToTheEnd([prometheus({ host: "127.0.0.1", port })]), {
    name: "TolariaError",
    code: "telemetry/failed",
    message: new RegExp(`Cannot start prometheus: .*${port}`),
  });
  taken.close();
});

test("Trainer.dispose() disposes what was made, and hides no first cause, when a provider could not be made", async () => {
  let disposed = 0;
  const failing = new ContainerModule(({ bind }) => {
    bind(TAMIYO)
      .toResolvedValue(async () => {
        throw new Error("my reason");
      })
      .inSingletonScope()
      .onDeactivation((tamiyo) => tamiyo.dispose());
  });
  const clock = new ContainerModule(({ bind }) => {
    const made: Clock = { monotonicMs: () => 0, wallMs: () => 0, schedulingDelayMs: () => 0 };
    bind(CLOCK)
      .toResolvedValue(() => made)
      .inSingletonScope()
      .onDeactivation(() => {
        disposed += 1;
      });
  });
  await assert.rejects(runToTheEnd([failing, clock]), { message: /role "tamiyo": my reason$/ });
  assert.equal(disposed, 1);
});
