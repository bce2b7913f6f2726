import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { SIGNAL_CHANNEL, type SignalLine, type TolariaError } from "../../../core/mod.ts";
import { findRuns, type JoinedRun, joinRun, sharedMemorySignals } from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToSignalChannel } from "../../../testing/signal_channel.ts";
import { hasSharedMemory } from "../../_support/processes/shared_memory.ts";

const skip = hasSharedMemory();
const SEVERE = EmergencyLevel.EMERGENCY_LEVEL_SEVERE;
const MINOR = EmergencyLevel.EMERGENCY_LEVEL_MINOR;

const create = () => resolveProvider(SIGNAL_CHANNEL, sharedMemorySignals());

conformsToSignalChannel(create);

/** A run's line and its id, for as long as `work` takes. */
async function withRun(work: (run: SignalLine, runId: string) => void | Promise<void>) {
  const runId = `test-${crypto.randomUUID()}`;
  const run = (await create()).open(runId);
  try {
    await work(run, runId);
  } finally {
    run.close();
  }
}

const pathOf = (runId: string) => `/dev/shm/tolaria-${runId}`;

/** Changes bytes of a run's segment through its file. */
function patch(runId: string, change: (view: DataView<ArrayBuffer>) => void): void {
  const bytes = new Uint8Array(readFileSync(pathOf(runId)));
  change(new DataView(bytes.buffer));
  writeFileSync(pathOf(runId), bytes, { flag: "r+" });
}

test("sharedMemorySignals() keeps a segment that nobody else may read, as long as the run", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    assert.equal(statSync(pathOf(runId)).mode & 0o777, 0o600);
    assert.equal(statSync(pathOf(runId)).size, 64 * 1024);
    run.close();
    assert.equal(existsSync(pathOf(runId)), false);
  });
});

test("joinRun() hears what the run writes, and the run what it acknowledges", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    const guest = joinRun(runId, "guest");
    const number = run.write({ level: SEVERE, reason: "é".repeat(400), origin: "watchdog" });
    assert.equal(guest.changed, true);
    const signal = guest.read();
    assert.equal(signal.level, SEVERE);
    // 512 bytes, of two to a letter.
    assert.equal(signal.reason, "é".repeat(256));
    guest.acknowledge(signal.number);
    assert.deepEqual(
      run.participants().map(({ name, acknowledged }) => [name, acknowledged]),
      [
        ["tolaria", 0],
        ["guest", number],
      ],
    );
    guest.close();
    assert.deepEqual(
      run.participants().map(({ name }) => name),
      ["tolaria"],
    );
  });
});

test("joinRun() finds a run by the beginning of its id, and names the runs where there is none such", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    const onlooker = joinRun(runId.slice(0, -4));
    onlooker.write({ level: MINOR, reason: "smoke", origin: "operator" });
    assert.equal(run.read().origin, "operator");
    assert.equal(run.participants().length, 1);
    onlooker.close();
    assert.ok(findRuns().some((found) => found.runId === runId && found.ownerPid === process.pid));
    assert.throws(
      () => joinRun("no such run"),
      (error: Error) => {
        assert.match(error.message, /^"no such run" is the id of no run here/);
        return error.message.includes(runId);
      },
    );
  });
});

test("joinRun() refuses the beginning of several ids", { skip }, () =>
  withRun((_first, first) =>
    withRun((_second, second) =>
      assert.throws(
        () => joinRun("test-"),
        ({ code, message }: TolariaError) => {
          assert.equal(code, "signal/no-run");
          assert.match(message, /^"test-" is the beginning of several runs' ids\. .*--run <id>/);
          for (const id of [first, second]) {
            const line = message.split("\n").find((text) => text.includes(id));
            assert.match(
              line ?? "",
              new RegExp(`since \\d{4}-\\d\\d-\\d\\d .* process ${process.pid}`),
            );
          }
          return true;
        },
      ),
    ),
  ),
);

test("JoinedRun.readStatus() gives what the run published last", { skip }, async () => {
  await withRun((run, runId) => {
    const guest = joinRun(runId);
    assert.equal(guest.readStatus(), undefined);
    run.writeStatus(Uint8Array.of(1, 2, 3));
    run.writeStatus(Uint8Array.of(4, 5));
    assert.deepEqual([...(guest.readStatus() as Uint8Array)], [4, 5]);
    assert.throws(() => run.writeStatus(new Uint8Array(64 * 1024)), {
      message:
        '"content" must have at most 49136 bytes, but has 65536. Cannot write to the segment.',
    });
    assert.deepEqual([...(guest.readStatus() as Uint8Array)], [4, 5]);
    guest.close();
  });
});

test("JoinedRun.ended says that the run has ended, and the line goes on", { skip }, async () => {
  let guest: JoinedRun | undefined;
  await withRun((run, runId) => {
    guest = joinRun(runId, "guest");
    run.write({ level: SEVERE, reason: "fire", origin: "watchdog" });
    assert.equal(guest.ended, false);
  });
  assert.equal(guest?.ended, true);
  assert.equal(guest?.read().reason, "fire");
  guest?.close();
});

test("JoinedRun.watch() calls soon after another end has written", { skip }, async () => {
  await withRun(async (run, runId) => {
    const guest = joinRun(runId, "guest");
    const called = new Promise<void>((resolve) => guest.watch(resolve));
    // A watch may take a moment to begin.
    const knocking = setInterval(() => {
      run.write({ level: MINOR, reason: "smoke", origin: "a" });
      run.standDown("none", "a");
    }, 20);
    await called;
    clearInterval(knocking);
    assert.equal(guest.changed, true);
    guest.close();
  });
});

test("JoinedRun.wait() returns where there is something to read, where the run has ended, and after its time", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    const guest = joinRun(runId, "guest");
    guest.wait(1);
    run.write({ level: MINOR, reason: "smoke", origin: "a" });
    // An hour each, if it were to wait.
    guest.wait(3_600_000);
    assert.equal(guest.read().reason, "smoke");
    run.close();
    guest.wait(3_600_000);
    guest.close();
    guest.wait(3_600_000);
  });
});

test("joinRun() has room for 64 participants, and says when there is none", { skip }, async () => {
  await withRun((run, runId) => {
    const guests = Array.from({ length: 63 }, (_, index) => joinRun(runId, `p${index}`));
    assert.equal(run.participants().length, 64);
    assert.throws(() => joinRun(runId, "one too many"), {
      code: "signal/unavailable",
      message: "All 64 slots are taken. Cannot join the run.",
    });
    for (const guest of guests) guest.close();
    joinRun(runId, "again").close();
  });
});

test("SignalLine.removeDead() takes out whose process is gone, and whose number is another's by now", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    const guest = joinRun(runId, "guest");
    // Slot 1: its process began at another moment than this one.
    patch(runId, (view) => view.setBigInt64(4096 + 128 + 32, 1n, true));
    assert.deepEqual(
      run.participants().map(({ name, alive }) => [name, alive]),
      [
        ["tolaria", true],
        ["guest", false],
      ],
    );
    assert.deepEqual(
      run.removeDead().map(({ name }) => name),
      ["guest"],
    );
    assert.equal(run.participants().length, 1);
    guest.close();
  });
});

test("SignalLine.participants() sees that a heart has stopped", { skip }, async () => {
  await withRun((run, runId) => {
    const guest = joinRun(runId, "guest");
    // Five seconds ago and a little, for one that looks at each moment.
    const beatNs = BigInt(Math.floor((run.monotonicMs() - 5_001) * 1e6));
    patch(runId, (view) => view.setBigInt64(4096 + 128 + 16, beatNs, true));
    assert.equal(run.participants()[1]?.alive, false);
    // Its process is there, and may go on.
    assert.deepEqual(run.removeDead(), []);
    guest.heartbeat(0);
    assert.equal(run.participants()[1]?.alive, true);
    guest.close();
  });
});

test("findRuns() removes the segment of a run that died, and leaves a stranger's file alone", {
  skip,
}, async () => {
  await withRun((_, runId) => {
    const stranger = `/dev/shm/tolaria-stranger-${runId}`;
    writeFileSync(stranger, "not a segment", { mode: 0o600 });
    // Its process began at another moment than this one.
    patch(runId, (view) => view.setBigUint64(24, 1n, true));
    assert.ok(!findRuns().some((run) => run.runId === runId));
    assert.equal(existsSync(pathOf(runId)), false);
    assert.equal(existsSync(stranger), true);
    rmSync(stranger);
  });
});

test("joinRun() refuses a segment of another version", { skip }, async () => {
  await withRun((_, runId) => {
    patch(runId, (view) => view.setUint32(4, 2, true));
    assert.throws(() => joinRun(runId), {
      code: "signal/unavailable",
      message: `The segment must have version 1, but has 2. Cannot reach run "${runId}".`,
    });
  });
});

test("SignalLine.write() goes on where a writer died in the middle, and shows nothing of what it had written", {
  skip,
}, async () => {
  await withRun((run, runId) => {
    run.write({ level: MINOR, reason: "smoke", origin: "a" });
    // The lock of process 2^30, which no machine has, its number odd, and half a content.
    patch(runId, (view) => {
      view.setInt32(256, 2 ** 30, true);
      view.setInt32(260, 3, true);
      view.setInt32(256 + 40, -1, true);
    });
    assert.equal(run.changed, true);
    assert.equal(run.read().level, 0);
    assert.equal(run.changed, false);
    assert.equal(run.write({ level: SEVERE, reason: "fire", origin: "b" }), 2);
    assert.equal(run.read().reason, "fire");
  });
});

test("SignalLine.read() takes the level from a message that another program wrote wrongly", {
  skip,
}, async () => {
  const { crc32 } = await import("node:zlib");
  await withRun((run, runId) => {
    patch(runId, (view) => {
      const content = new Uint8Array(30).fill(255);
      new DataView(content.buffer).setUint32(0, 9, true);
      view.setInt32(260, 2, true);
      view.setUint32(264, crc32(content), true);
      view.setUint32(268, content.length, true);
      for (const [index, byte] of content.entries()) view.setUint8(272 + index, byte);
    });
    const { level, origin } = run.read();
    assert.deepEqual(
      [level, origin],
      [EmergencyLevel.EMERGENCY_LEVEL_CRITICAL, "an unknown program"],
    );
  });
});
