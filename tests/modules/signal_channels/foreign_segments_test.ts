import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { test } from "node:test";
import { SIGNAL_CHANNEL } from "../../../core/mod.ts";
import { findRuns, sharedMemorySignals } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { hasSharedMemory } from "../../_support/processes/shared_memory.ts";

const skip = hasSharedMemory();

test("findRuns() waits for no pipe, follows no link and lists no segment that is too short", {
  skip,
}, async () => {
  const runId = `test-${crypto.randomUUID()}`;
  const run = (await resolveProvider(SIGNAL_CHANNEL, sharedMemorySignals())).open(runId);
  const own = `/dev/shm/tolaria-${runId}`;
  const foreign = ["pipe", "link", "short"].map((name) => `${own}-${name}`);
  const [pipe, link, short] = foreign as [string, string, string];
  try {
    spawnSync("mkfifo", [pipe]);
    symlinkSync(own, link);
    copyFileSync(own, short);
    // Whoever maps what is not there any more is ended by SIGBUS.
    truncateSync(short, 4096);
    const found = findRuns().filter(({ path }) => path.startsWith(own));
    assert.deepEqual(
      found.map(({ path }) => path),
      [own],
    );
    for (const path of [pipe, short]) assert.ok(existsSync(path));
  } finally {
    run.close();
    for (const path of foreign) rmSync(path, { force: true });
  }
});
