import assert from "node:assert/strict";
import { test } from "node:test";
import { Emergencies } from "../../../core/emergencies/emergencies.ts";
import type { EmergencyChannel } from "../../../core/emergencies/emergency.ts";
import type { Emergency } from "../../../core/ports/emergency.ts";
import { ManualClock } from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";

const MINOR = EmergencyLevel.EMERGENCY_LEVEL_MINOR;
const MAJOR = EmergencyLevel.EMERGENCY_LEVEL_MAJOR;
const SEVERE = EmergencyLevel.EMERGENCY_LEVEL_SEVERE;
const CRITICAL = EmergencyLevel.EMERGENCY_LEVEL_CRITICAL;

/** Emergencies on a clock that stands still, and every word that they say. */
function stage() {
  const clock = new ManualClock(1_000);
  const emergencies = new Emergencies(clock);
  const said: string[] = [];
  emergencies.subscribe({
    onRaised: ({ level, reason }) => said.push(`raised ${level} ${reason}`),
    onStoodDown: ({ reason, by }, { level }) => said.push(`down ${level} ${by} ${reason}`),
    onAction: ({ level }, { action, status }) => said.push(`${level} ${action} ${status}`),
    onMissed: ({ level }, what) => said.push(`missed ${level} ${what}`),
  });
  const raise = (level: EmergencyLevel, reason = "smoke") =>
    emergencies.raise({ level, reason, source: "watchdog" });
  const inForce = () => emergencies.current;
  return { clock, emergencies, said, raise, inForce };
}

function channel(
  scope: EmergencyChannel["scope"],
  heard: string[],
  send: () => void | Promise<void> = () => {},
): EmergencyChannel {
  return {
    name: scope,
    scope,
    raised: ({ level }) => {
      heard.push(`${scope} ${level}`);
      return send();
    },
    stoodDown: ({ reason }) => {
      heard.push(`${scope} down ${reason}`);
    },
  };
}

test("Emergencies.raise() puts a level in force, and a lower one does not lower it", () => {
  const { inForce, raise } = stage();
  assert.equal(inForce(), undefined);
  raise(MAJOR, "fire");
  raise(MINOR, "smoke");
  assert.deepEqual([inForce()?.level, inForce()?.reason], [MAJOR, "fire"]);
  assert.equal(raise(SEVERE).number, 3);
  assert.equal(inForce()?.level, SEVERE);
});

for (const level of [0, 5, -1, 1.5, Number.NaN]) {
  test(`Emergencies.raise() refuses the level ${level}`, () => {
    const { raise } = stage();
    assert.throws(() => raise(level), {
      name: "RangeError",
      message: `"level" must be an EmergencyLevel from MINOR to CRITICAL, but is ${level}. Cannot raise an emergency.`,
    });
  });
}

test("Emergencies.standDown() clears the level and its reason, once, and tells of it", () => {
  const { emergencies, said, raise, inForce } = stage();
  raise(MAJOR, "fire");
  said.length = 0;
  assert.equal(emergencies.standDown({ reason: "it is out", by: "operator" })?.level, MAJOR);
  assert.equal(inForce(), undefined);
  assert.equal(emergencies.standDown({ reason: "again", by: "operator" }), undefined);
  assert.deepEqual(said, ["down 2 operator it is out"]);
  raise(MINOR, "smoke");
  assert.equal(inForce()?.reason, "smoke");
});

test("Emergencies.raise() does at once what cannot wait, and the rest where no step is in progress", async () => {
  const { emergencies, said, raise } = stage();
  const done: string[] = [];
  for (const action of ["conserve", "freeze", "make-durable", "halt"] as const) {
    emergencies.provide(action, () => void done.push(action));
  }
  raise(CRITICAL);
  assert.deepEqual(done, ["conserve", "freeze"]);
  assert.equal(emergencies.pending, true);
  await emergencies.carryOut();
  assert.deepEqual(done, ["conserve", "freeze", "make-durable", "halt"]);
  assert.equal(emergencies.pending, false);
  assert.deepEqual(said, [
    "raised 4 smoke",
    "4 conserve done",
    "4 freeze done",
    "4 make-durable done",
    "4 halt done",
  ]);
});

test("Emergencies.carryOut() does the gravest first, and says where nobody does an action", async () => {
  const { emergencies, said, raise } = stage();
  emergencies.provide("fast-rollback", async () => {});
  raise(MAJOR);
  raise(SEVERE);
  said.length = 0;
  await emergencies.carryOut();
  assert.deepEqual(said, ["3 fast-rollback done", "2 full-rollback nobody", "2 checkpoint nobody"]);
});

test("Emergencies.raise() asks nobody for what whoever raises it does itself", async () => {
  const { emergencies, said } = stage();
  emergencies.raise({
    level: SEVERE,
    reason: "spike",
    source: "rollback",
    skipActions: ["fast-rollback"],
  });
  await emergencies.carryOut();
  assert.deepEqual(said, ["raised 3 spike", "3 conserve nobody"]);
});

test("Emergencies.carryOut() raises the next level where an action fails", async () => {
  const { emergencies, said, raise } = stage();
  const cause = new Error("no snapshot");
  emergencies.provide("fast-rollback", () => Promise.reject(cause));
  raise(SEVERE, "spike");
  await emergencies.carryOut();
  assert.equal(emergencies.current?.level, CRITICAL);
  assert.equal(emergencies.current?.cause, cause);
  assert.equal(emergencies.current?.source, "protocol");
  assert.ok(said.includes("missed 3 fast-rollback failed: no snapshot"));
  assert.equal(
    emergencies.current?.reason,
    "SEVERE (spike) escalated: fast-rollback failed: no snapshot",
  );
});

// Level 2 gives 2,000 ms to begin, level 3 gives 500 ms to be done.
for (const [level, action, lateMs, fault] of [
  [MAJOR, "full-rollback", 2_001, "full-rollback was not begun after 2001 ms of 2000"],
  [SEVERE, "fast-rollback", 501, "fast-rollback was not done after 501 ms of 500"],
] as const) {
  test(`Emergencies.checkDeadlines() escalates once where ${action} waits for too long`, () => {
    const { clock, emergencies, said, raise } = stage();
    emergencies.provide(action, () => {});
    raise(level);
    clock.advance(lateMs - 1);
    emergencies.checkDeadlines();
    assert.equal(emergencies.current?.level, level);
    clock.advance(1);
    emergencies.checkDeadlines();
    emergencies.checkDeadlines();
    assert.equal(emergencies.current?.level, level + 1);
    assert.deepEqual(
      said.filter((line) => line.startsWith("missed")),
      [`missed ${level} ${fault}`],
    );
  });
}

test("Emergencies.carryOut() escalates an action that was late and that nobody looked at meanwhile", async () => {
  const { clock, emergencies, raise } = stage();
  emergencies.provide("fast-rollback", () => clock.advance(600));
  raise(SEVERE);
  await emergencies.carryOut();
  assert.equal(emergencies.current?.level, CRITICAL);
});

test("Emergencies.carryOut() does not escalate a full rollback that began in time and took long", async () => {
  const { clock, emergencies, raise } = stage();
  emergencies.provide("full-rollback", () => clock.advance(9_000));
  raise(MAJOR);
  await emergencies.carryOut();
  assert.equal(emergencies.current?.level, MAJOR);
});

test("Emergencies.whileHeld() keeps its time from what waits for a moment between two steps", async () => {
  const { clock, emergencies, raise, inForce } = stage();
  emergencies.provide("fast-rollback", () => {});
  await emergencies.whileHeld(async () => {
    clock.advance(10_000);
    raise(SEVERE);
    clock.advance(10_000);
    emergencies.checkDeadlines();
    assert.equal(inForce()?.level, SEVERE);
  });
  clock.advance(500);
  emergencies.checkDeadlines();
  assert.equal(inForce()?.level, SEVERE);
  clock.advance(1);
  emergencies.checkDeadlines();
  assert.equal(inForce()?.level, CRITICAL);
});

test("Emergencies.standDown() ends the deadlines of what it ends", () => {
  const { clock, emergencies, raise } = stage();
  emergencies.provide("fast-rollback", () => {});
  raise(SEVERE);
  emergencies.standDown({ reason: "false alarm", by: "operator" });
  clock.advance(10_000);
  emergencies.checkDeadlines();
  assert.equal(emergencies.current, undefined);
});

test("Emergencies.escalate() leaves the weights alone where the fault is one of time", async () => {
  const { emergencies, said, raise } = stage();
  emergencies.provide("full-rollback", () => {});
  emergencies.escalate(raise(MINOR, "slow"), "p1 did not acknowledge", { timing: true });
  await emergencies.carryOut();
  assert.equal(emergencies.current?.level, MAJOR);
  assert.ok(!said.some((line) => line.includes("rollback")));
});

test("Emergencies.raise() sends word as far as the table says", () => {
  const { emergencies, raise } = stage();
  const heard: string[] = [];
  emergencies.addChannel(channel("local", heard));
  emergencies.addChannel(channel("cluster", heard));
  raise(MAJOR);
  raise(SEVERE);
  emergencies.standDown({ reason: "over", by: "operator" });
  assert.deepEqual(heard, [
    "local 2",
    "local 3",
    "cluster 3",
    "local down over",
    "cluster down over",
  ]);
});

for (const [how, send] of [
  ["throws", () => assert.fail("the segment is gone")],
  ["rejects", () => Promise.reject(new Error("the segment is gone"))],
] as const) {
  test(`Emergencies.raise() raises CRITICAL where a channel ${how}`, async () => {
    const { emergencies, said, raise } = stage();
    emergencies.addChannel(channel("local", [], send));
    raise(MINOR, "slow");
    await Promise.resolve();
    const fault = 'channel "local" could not broadcast it: the segment is gone';
    assert.equal(emergencies.current?.level, CRITICAL);
    assert.equal(emergencies.current?.reason, `MINOR (slow): ${fault}`);
    assert.ok(said.includes(`missed 1 ${fault}`));
    // The word of that could not be sent either, which is told and raises nothing more.
    await Promise.resolve();
    assert.equal(said.filter((line) => line.startsWith("missed 4")).length, 1);
    assert.equal(said.filter((line) => line.startsWith("raised")).length, 2);
  });
}

test("Emergencies.raise() does everything and tells the others where a listener throws", () => {
  const { clock, emergencies, said, raise } = stage();
  const seen: Emergency[] = [];
  emergencies.subscribe({ onRaised: () => assert.fail("full disk") });
  emergencies.subscribe({ onRaised: (emergency) => void seen.push(emergency) });
  raise(MINOR);
  raise(MINOR);
  assert.equal(clock.monotonicMs(), 0);
  assert.equal(seen.length, 2);
  assert.equal(said.filter((line) => line.includes("full disk")).length, 1);
});

test("Emergencies.raise() rehearses: word is sent, nothing comes in force, nothing is done that was not made for it", async () => {
  const { clock, emergencies, said } = stage();
  const done: string[] = [];
  const heard: string[] = [];
  emergencies.addChannel(channel("local", heard));
  emergencies.provide("conserve", () => void done.push("conserve"));
  emergencies.provide(
    "fast-rollback",
    () => void done.push("rollback"),
    () => {
      done.push("rehearsed");
      clock.advance(501);
    },
  );
  emergencies.raise({ level: SEVERE, reason: "drill", source: "operator", rehearsal: true });
  await emergencies.carryOut();
  assert.equal(emergencies.current, undefined);
  assert.deepEqual(done, ["rehearsed"]);
  assert.deepEqual(heard, ["local 3"]);
  assert.deepEqual(said, [
    "raised 3 drill",
    "3 conserve done",
    "missed 3 fast-rollback was not done after 501 ms of 500",
    "3 fast-rollback done",
  ]);
});
