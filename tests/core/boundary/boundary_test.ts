import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import { ManualClock, noTamiyo } from "../../../modules/mod.ts";
import { CommandType } from "../../../proto/mod.ts";
import { commandOf, recordingHandler } from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { boundaryStage, eventsOf, hostOf, inProcess } from "./_stage.ts";

const pause = { commandType: CommandType.COMMAND_PAUSE };
const never = Number.POSITIVE_INFINITY;

const noAnswer = () => hostOf(() => ({ kind: "none" }));
const silent = (clock = new ManualClock()) => boundaryStage(clock, noAnswer());

test("Boundary asks the controller, and applies its command at once", async () => {
  const clock = new ManualClock();
  const stage = await boundaryStage(clock, await inProcess(clock, () => pause));
  const { report, late, controllerFault } = await stage.run();
  assert.deepEqual(stage.handler.log, ["prepare run/1/command", "commit run/1/command"]);
  assert.equal(stage.outcomes[0]?.source, "tamiyo");
  assert.deepEqual([report.breaches, report.skipped], [[], []]);
  assert.deepEqual([late, controllerFault], [false, undefined]);
  assert.equal(report.totalMs, 0);
});

test("Boundary asks nobody where there is no controller, and skips nothing", async () => {
  const stage = await boundaryStage(new ManualClock(), await resolveProvider(TAMIYO, noTamiyo()));
  const { report } = await stage.run();
  assert.deepEqual([report.breaches, report.skipped], [[], []]);
  assert.equal(stage.breakers.of("tamiyo").counts.calls, 0);
});

test("Boundary hands back the packet's bytes", async () => {
  const { packet } = await (await silent()).run(3);
  assert.ok(packet && packet.length > 0);
});

// Each phase alone over its time: 3.5, 12, 1.5 ms; the whole within 18 ms.
test("Boundary reports an assembly over 3.5 ms", async () => {
  const stage = await silent();
  const { report } = await stage.run(1, () => stage.clock.advance(3.6));
  assert.deepEqual(report.breaches, [{ phase: "assemble", budgetMs: 3.5, actualMs: 3.6 }]);
  assert.equal(stage.breakers.of("boundary").counts.failures, 0);
});

test("Boundary reports a decision over 12 ms as a breach, and its answer as late", async () => {
  const clock = new ManualClock();
  const tamiyo = await inProcess(clock, () => {
    clock.advance(12.5);
    return pause;
  });
  const stage = await boundaryStage(clock, tamiyo);
  const { report, late } = await stage.run();
  assert.deepEqual(report.breaches, [{ phase: "decide", budgetMs: 12, actualMs: 12.5 }]);
  assert.equal(late, true);
  assert.deepEqual(stage.handler.log, []);
  assert.equal(tamiyo.counts.lateAnswers, 1);
  assert.equal(stage.breakers.of("tamiyo").counts.failures, 1);
});

test("Boundary takes the answer of a decision that is just in time", async () => {
  const clock = new ManualClock();
  const tamiyo = await inProcess(clock, () => {
    clock.advance(11.5); // 12 ms less half a millisecond to read the answer.
    return pause;
  });
  const stage = await boundaryStage(clock, tamiyo);
  const { report, late } = await stage.run();
  assert.deepEqual([report.breaches, late], [[], false]);
  assert.equal(stage.outcomes[0]?.status, "committed");
});

test("Boundary gives the controller less time after a long assembly", async () => {
  const deadlines: number[] = [];
  const tamiyo = hostOf((_packet, deadlineMs) => {
    deadlines.push(deadlineMs);
    return { kind: "none" };
  });
  const stage = await boundaryStage(new ManualClock(), tamiyo);
  await stage.run(1);
  await stage.run(2, () => stage.clock.advance(5.5));
  await stage.run(3, () => stage.clock.advance(40));
  // 12 - 0.5; then 3.5 + 12 - 5.5 - 0.5; then nothing is left.
  assert.deepEqual(deadlines, [11.5, 9.5, 0]);
});

test("Boundary reports a commit over 1.5 ms", async () => {
  const clock = new ManualClock();
  const slow = recordingHandler({ onCommit: () => clock.advance(2) });
  const stage = await boundaryStage(clock, await inProcess(clock, () => pause), slow);
  const { report } = await stage.run();
  assert.deepEqual(report.breaches, [{ phase: "apply", budgetMs: 1.5, actualMs: 2 }]);
});

test("Boundary over 18 ms fails its own breaker, and says by how much", async () => {
  const stage = await silent();
  const changes: string[] = [];
  stage.breakers.subscribe(({ name, reason }) => changes.push(`${name}: ${reason}`));
  for (const epoch of [1, 2, 3]) {
    const { report } = await stage.run(epoch, () => stage.clock.advance(20.25));
    assert.deepEqual(
      report.breaches.map(({ phase, actualMs }) => [phase, actualMs]),
      [
        ["assemble", 20.25],
        ["total", 20.25],
      ],
    );
  }
  assert.deepEqual(changes, ["boundary: failed 3 times in a row, last: took 20.3 ms"]);
});

test("Boundary of exactly 18 ms is in time", async () => {
  const stage = await silent();
  const { report } = await stage.run(1, () => stage.clock.advance(18));
  assert.ok(!report.breaches.some(({ phase }) => phase === "total"));
  assert.equal(stage.breakers.of("boundary").counts.failures, 0);
});

test("Boundary commits what was prepared before, then what the controller has just asked for", async () => {
  const clock = new ManualClock();
  const stage = await boundaryStage(clock, await inProcess(clock, () => pause));
  stage.dispatcher.receive(commandOf({ commandId: "before" }), "outside", never);
  await stage.run();
  assert.deepEqual(
    stage.handler.log.filter((line) => line.startsWith("commit")),
    ["commit before", "commit run/1/command"],
  );
});

test("Boundary stops to apply after 1.5 ms, and goes on in the next one", async () => {
  const clock = new ManualClock();
  const handler = recordingHandler({ onCommit: () => clock.advance(1) });
  const stage = await boundaryStage(clock, noAnswer(), handler);
  for (const commandId of ["a", "b", "c"]) {
    stage.dispatcher.receive(commandOf({ commandId }), "outside", never);
  }
  await stage.run(1);
  const committed = () => stage.outcomes.map(({ command }) => command.commandId);
  assert.deepEqual(committed(), ["a", "b"]);
  await stage.run(2);
  assert.deepEqual(committed(), ["a", "b", "c"]);
});

test("Boundary applies nothing once its time is over", async () => {
  const stage = await silent();
  stage.dispatcher.receive(commandOf(), "outside", never);
  await stage.run(1, () => stage.clock.advance(17));
  assert.deepEqual(stage.outcomes, []);
});

test("Boundary goes on without a packet that cannot be written", async () => {
  const tamiyo = noAnswer();
  const stage = await boundaryStage(new ManualClock(), tamiyo);
  const { packet, report } = await stage.run(1, () => {
    throw new Error("too many seeds");
  });
  assert.equal(packet, undefined);
  assert.equal(tamiyo.asked, 0);
  assert.deepEqual(report.skipped, [{ name: "state packet", reason: "too many seeds" }]);
});

test("Boundary is a span below the epoch's, and each phase one below it, with budget and actual", async () => {
  const clock = new ManualClock();
  const tamiyo = await inProcess(clock, () => {
    clock.advance(4);
    return undefined;
  });
  const stage = await boundaryStage(clock, tamiyo);
  await stage.run(7, () => clock.advance(2));
  const [boundary] = stage.recorder.named("tolaria.boundary");
  assert.ok(boundary);
  assert.equal(boundary.parentSpanId, stage.epochSpan.spanContext().spanId);
  assert.deepEqual(boundary.attributes, {
    "tolaria.epoch.number": 7,
    "tolaria.boundary.budget_ms": 18,
    "tolaria.boundary.machine_ms": 0,
    "tolaria.boundary.actual_ms": 6,
  });
  const phases = stage.recorder
    .childrenOf(boundary)
    .map(({ name, attributes }) => [
      name,
      attributes["tolaria.boundary.budget_ms"],
      attributes["tolaria.boundary.actual_ms"],
    ]);
  assert.deepEqual(phases, [
    ["tolaria.boundary.assemble", 3.5, 2],
    ["tolaria.boundary.decide", 12, 4],
    ["tolaria.boundary.apply", 1.5, 0],
    ["tolaria.boundary.guard", 1, 0],
  ]);
});

test("Boundary adds an event for each breach, and marks the phase's span", async () => {
  const stage = await silent();
  await stage.run(1, () => stage.clock.advance(19));
  assert.deepEqual(eventsOf(stage, "tolaria.boundary.breach"), [
    {
      "tolaria.breach.phase": "assemble",
      "tolaria.boundary.budget_ms": 3.5,
      "tolaria.boundary.actual_ms": 19,
    },
    {
      "tolaria.breach.phase": "total",
      "tolaria.boundary.budget_ms": 18,
      "tolaria.boundary.actual_ms": 19,
    },
  ]);
  const [assemble] = stage.recorder.named("tolaria.boundary.assemble");
  assert.deepEqual(assemble?.status, { code: "error", message: "over budget" });
});

test("Boundary does not fail its breaker for time that the machine took", async () => {
  const clock = new ManualClock();
  let delayMs = 0;
  const busy = Object.assign(clock, { schedulingDelayMs: () => delayMs });
  const stage = await boundaryStage(
    busy,
    hostOf(() => ({ kind: "none" })),
  );
  const { report } = await stage.run(1, () => {
    clock.advance(20);
    delayMs = 2;
  });
  assert.deepEqual([report.totalMs, report.machineMs], [20, 2]);
  assert.equal(stage.breakers.of("boundary").counts.failures, 0);
  const next = await stage.run(2, () => {
    clock.advance(20);
    delayMs = 3.9;
  });
  assert.ok(Math.abs(next.report.machineMs - 1.9) < 1e-9);
  assert.equal(stage.breakers.of("boundary").counts.failures, 1);
});
