import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { test } from "node:test";
import type { RunDescription } from "../../cli/emergency/describe_run.ts";
import { renderView } from "../../cli/watch/render_view.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { runChild } from "../_support/processes/run_child.ts";
import { runCommand } from "../_support/processes/run_command.ts";
import { hasSharedMemory } from "../_support/processes/shared_memory.ts";

/** What a child prints, as it comes, until `pattern` is in it. */
function printed(child: ChildProcess, stream: "stdout" | "stderr", pattern: RegExp) {
  return new Promise<RegExpExecArray>((resolve) => {
    let text = "";
    child[stream]?.on("data", (chunk: string) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
  });
}

const RUN: RunDescription = {
  run_id: "1f0c",
  ended: false,
  emergency: { level: "NONE", number: 0, reason: "", origin: "", rehearsal: false },
  restore: { state: "idle", phase: "prepare", deadline: undefined },
  health: "DEGRADED",
  indicators: {
    "tolaria.status.mode": "conservative",
    "tolaria.status.mode_reason": "the epoch boundary took 20 ms of 18",
    "tolaria.status.breaker.tamiyo": "CIRCUIT_STATE_OPEN",
  },
  metrics: [
    { name: "tolaria.status.step", value: 250 },
    { name: "tolaria.status.total_steps", value: 1000 },
    { name: "tolaria.status.epoch", value: 3 },
    { name: "tolaria.status.loss", value: 0.1234567 },
    { name: "tolaria.status.step_ms", value: 13.26 },
    { name: "tolaria.status.learning_rate host", value: 0.003 },
    { name: "tolaria.status.learning_rate seeds/conv1", value: 0.0003 },
    { name: "tolaria.status.seed conv1 SEED_STAGE_TRAINING", value: 2 },
  ],
  participants: [{ name: "tolaria", pid: 7, alive: true, acknowledged: 0, heartbeat_age_ms: 40 }],
};

test("renderView() shows progress, loss, rates, seeds, mode, breakers and health", () => {
  // A quarter of 30 is 7.5.
  assert.equal(
    renderView(RUN, [4, 2, 1], { color: false, width: 80 }),
    `run 1f0c  DEGRADED
  progress     ████████░░░░░░░░░░░░░░░░░░░░░░ 25.0 %, step 250 of 1000, epoch 3
  loss         0.1235  █▃▁
  step         13.3 ms
  rates        host 0.003000, seeds/conv1 0.0003000
  seeds        conv1 SEED_STAGE_TRAINING 2 epochs
  mode         conservative: the epoch boundary took 20 ms of 18
  breakers     tamiyo OPEN
  emergency    none
  others       tolaria, heartbeat 40 ms ago`,
  );
});

test("renderView() shows a run before its first step, and one that has ended", () => {
  const young = { ...RUN, metrics: [], indicators: {}, participants: [], ended: true };
  const view = renderView(young, [], { color: false, width: 80 });
  assert.match(view, /^run 1f0c {2}DEGRADED {2}ended$/m);
  assert.match(view, /^ {2}loss +-$/m);
  assert.match(view, /^ {2}breakers +all closed$/m);
});

testUnless(
  hasSharedMemory() || undefined,
  "tolaria watch shows a run of another process until it ends",
  async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<ChildProcess>();
    const training = runChild("cli/main.ts", ["train", "tests/fixtures/jobs/endless.ts"], {
      onStart: start,
    });
    const trainer = await started;
    const [, id = ""] = await printed(trainer, "stderr", /\brun ([0-9a-f-]{36})\b/);
    const watching = runChild("cli/main.ts", ["watch", "--run", id], {
      onStart: async (watcher) => {
        await printed(watcher, "stdout", /loss +\d/);
        trainer.kill("SIGINT");
      },
    });
    const [{ code, stdout, stderr }] = await Promise.all([watching, training]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^run ${id} .*(HEALTHY|DEGRADED|UNHEALTHY)`, "m"));
    assert.match(stdout, /rates +host \d/);
    assert.match(stdout, new RegExp(`^run ${id} .* ended$`, "m"));
  },
);

test("tolaria watch reports an unknown run", async () => {
  const { code, stderr } = await runCommand(["watch", "--run", "no-such-run"]);
  assert.equal(code, 2, stderr);
  assert.match(stderr, /no run/i);
});
