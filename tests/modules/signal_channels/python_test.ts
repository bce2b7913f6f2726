import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { SIGNAL_CHANNEL } from "../../../core/mod.ts";
import { sharedMemorySignals } from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { ROOT } from "../../_support/processes/run_child.ts";
import { hasSharedMemory } from "../../_support/processes/shared_memory.ts";

const SCRIPT = join(ROOT, "tests/fixtures/read_segment.py");

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const skip = hasSharedMemory() || (hasPython ? false : "there is no python3 here");

test("sharedMemorySignals() lets a program in another language take part", { skip }, async () => {
  const runId = `test-${crypto.randomUUID()}`;
  const run = (await resolveProvider(SIGNAL_CHANNEL, sharedMemorySignals())).open(runId);
  const python = spawn("python3", [SCRIPT, `/dev/shm/tolaria-${runId}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(python, "exit");
  let said = "";
  python.stdout.on("data", (text) => {
    said += text;
  });
  try {
    const guest = () => run.participants().find(({ name }) => name === "python");
    await waitUntil("Python takes part", () => guest() !== undefined);
    const number = run.write({
      level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
      reason: "fire",
      origin: "operator",
    });
    await waitUntil("Python has acknowledged", () => guest()?.acknowledged === number);
    await waitUntil("Python has said what it read", () => said.endsWith("\n"));
    assert.equal(said.trim(), `${number} 3 0 ${process.pid}`);
    assert.equal(guest()?.pid, python.pid);
    assert.equal(guest()?.alive, true);
    const { acknowledgedMs = 0 } = guest() ?? {};
    assert.ok(acknowledgedMs >= run.read().monotonicMs && acknowledgedMs <= run.monotonicMs());
  } finally {
    python.stdin.end();
    await gone;
    run.close();
  }
});
