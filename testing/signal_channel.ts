import assert from "node:assert/strict";
import { DeadlineFlag, type SignalChannel, type SignalLine } from "../core/mod.ts";
import { EmergencyLevel } from "../proto/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

const MINOR = EmergencyLevel.EMERGENCY_LEVEL_MINOR;
const SEVERE = EmergencyLevel.EMERGENCY_LEVEL_SEVERE;

/** Checks what the port {@link SignalChannel} obliges a provider to. */
export function conformsToSignalChannel(
  create: () => Promise<SignalChannel>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const withLine = async (work: (line: SignalLine) => void) => {
    const line = (await create()).open(`conformance-${crypto.randomUUID()}`);
    try {
      work(line);
    } finally {
      line.close();
    }
  };

  check("SignalChannel has a name, and says whether it is degraded", async () => {
    const { name, degraded } = await create();
    assert.match(name, /^[a-z][a-z-]*$/);
    assert.notEqual(degraded, "");
  });

  check("SignalLine.read() gives nothing in force at first, and changed is false", () =>
    withLine((line) => {
      assert.equal(line.changed, false);
      const { number, level, reason, origin } = line.read();
      assert.deepEqual([number, level, reason, origin], [0, 0, "", ""]);
    }),
  );

  check("SignalLine.write() puts a level in force, which changed says until it is read", () =>
    withLine((line) => {
      const number = line.write({ level: SEVERE, reason: "fire", origin: "watchdog" });
      assert.equal(line.changed, true);
      const signal = line.read();
      assert.equal(line.changed, false);
      assert.equal(signal.number, number);
      assert.deepEqual(
        [signal.level, signal.reason, signal.origin, signal.rehearsal, signal.pid],
        [SEVERE, "fire", "watchdog", false, process.pid],
      );
      assert.ok(signal.monotonicMs > 0 && signal.monotonicMs <= line.monotonicMs());
    }),
  );

  check("SignalLine.write() never lowers the level in force", () =>
    withLine((line) => {
      line.write({ level: SEVERE, reason: "fire", origin: "a" });
      for (const level of [MINOR, SEVERE]) {
        assert.equal(line.write({ level, reason: "smoke", origin: "b" }), undefined);
      }
      assert.equal(line.read().reason, "fire");
    }),
  );

  check("SignalLine.standDown() clears level and reason, once", () =>
    withLine((line) => {
      assert.equal(line.standDown("nothing was", "operator"), undefined);
      line.write({ level: SEVERE, reason: "fire", origin: "a" });
      assert.notEqual(line.standDown("it is out", "operator"), undefined);
      const { number, level, reason, origin } = line.read();
      assert.deepEqual([number, level, reason, origin], [2, 0, "it is out", "operator"]);
      assert.equal(line.standDown("again", "operator"), undefined);
      assert.equal(line.write({ level: MINOR, reason: "smoke", origin: "b" }), 3);
    }),
  );

  check("SignalLine.write() lets a rehearsal give way to everything, and come before nothing", () =>
    withLine((line) => {
      const drill = { level: SEVERE, reason: "drill", origin: "operator", rehearsal: true };
      assert.equal(line.write(drill), 1);
      assert.equal(line.read().rehearsal, true);
      assert.equal(line.write({ level: MINOR, reason: "smoke", origin: "a" }), 2);
      assert.equal(line.write(drill), undefined);
      assert.equal(line.read().rehearsal, false);
    }),
  );

  check(
    "SignalLine.participants() shows this process, its heartbeat and what it acknowledged",
    () =>
      withLine((line) => {
        const number = line.write({ level: MINOR, reason: "smoke", origin: "a" }) as number;
        line.heartbeat(12.5);
        line.acknowledge(number);
        const [self, ...others] = line.participants();
        assert.equal(others.length, 0);
        assert.equal(self?.pid, process.pid);
        assert.equal(self?.acknowledged, number);
        assert.equal(self?.pollEveryMs, 13);
        assert.equal(self?.alive, true);
        for (const ms of [self?.heartbeatMs, self?.acknowledgedMs]) {
          assert.ok((ms as number) > 0 && (ms as number) <= line.monotonicMs());
        }
        assert.deepEqual(line.removeDead(), []);
      }),
  );

  check("SignalLine.restoreMemory has room for a deadline, stays where it is closed", () =>
    withLine((line) => {
      const flag = new DeadlineFlag(() => line.restoreMemory);
      assert.deepEqual(flag.read(), { state: "idle", phase: 0, armedMs: 0, deadlineMs: 0 });
      flag.arm(1_000, 1_150);
      line.close();
      assert.deepEqual(flag.read(), {
        state: "armed",
        phase: 0,
        armedMs: 1_000,
        deadlineMs: 1_150,
      });
    }),
  );

  check("SignalLine.close() ends everything, and whatever is asked then does nothing", async () => {
    const line = (await create()).open(`conformance-${crypto.randomUUID()}`);
    line.write({ level: SEVERE, reason: "fire", origin: "a" });
    line.close();
    line.close();
    line.heartbeat(1);
    line.acknowledge(1);
    line.writeStatus(new Uint8Array(3));
    assert.equal(line.changed, false);
    assert.equal(line.read().level, 0);
    assert.equal(line.write({ level: SEVERE, reason: "fire", origin: "a" }), undefined);
    assert.equal(line.standDown("over", "a"), undefined);
    assert.deepEqual(line.participants(), []);
    assert.deepEqual(line.removeDead(), []);
  });
}
