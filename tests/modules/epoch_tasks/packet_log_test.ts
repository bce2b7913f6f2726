import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { EPOCH_TASK } from "../../../core/mod.ts";
import { Reader } from "../../../deps.ts";
import { packetLog } from "../../../modules/mod.ts";
import { LEYLINE_VERSION, SystemStatePacket } from "../../../proto/mod.ts";
import { epochOf } from "../../../testing/_support/reports.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToEpochTask } from "../../../testing/epoch_task.ts";

async function create() {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-"));
  const path = join(folder, "below", "packets.bin");
  const task = await resolveProvider(EPOCH_TASK, packetLog({ path }));
  return {
    task,
    path,
    visible: () => (existsSync(path) ? readFileSync(path).length : 0),
    close: () => rmSync(folder, { recursive: true }),
  };
}

conformsToEpochTask(create);

test("packetLog() adds each packet after its length, so that a file can be read to its end", async () => {
  const { task, path, close } = await create();
  const packets = [1, 2, 300].map((epoch) =>
    SystemStatePacket.encode({
      version: LEYLINE_VERSION,
      currentEpoch: epoch,
      packetId: "x".repeat(epoch), // The last one's length takes two bytes.
    }),
  );
  for (const packet of packets) {
    const work = task.start({ epoch: epochOf(1), packet });
    while (!work?.next().done);
  }
  const reader = new Reader(new Uint8Array(readFileSync(path)));
  const read: number[] = [];
  while (reader.pos < reader.len) {
    read.push(SystemStatePacket.decode(reader.bytes().slice()).currentEpoch);
  }
  assert.deepEqual(read, [1, 2, 300]);
  close();
});

test("packetLog() refuses an empty path", () => {
  assert.throws(() => packetLog({ path: "" }), {
    code: "options/invalid",
    message: '"path" must be text whose length is at least 1, but is "". Cannot make packetLog.',
  });
});
