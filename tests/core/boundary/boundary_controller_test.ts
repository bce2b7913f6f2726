import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { Decision } from "../../../core/mod.ts";
import { ManualClock } from "../../../modules/mod.ts";
import { CircuitBreakerState, CommandType } from "../../../proto/mod.ts";
import { commandBytes, seedFields } from "../../../testing/_support/commands.ts";
import { boundaryStage, eventsOf, hostOf, inProcess } from "./_stage.ts";

const { CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN } = CircuitBreakerState;
const pause = { commandType: CommandType.COMMAND_PAUSE };

const noAnswer = () => hostOf(() => ({ kind: "none" }));

const FAULTS: readonly [name: string, decide: () => Decision | Promise<Decision>, fault: RegExp][] =
  [
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      /^boom$/,
    ],
    ["rejects", () => Promise.reject(new Error("boom")), /^boom$/],
    ["fails", () => ({ kind: "failed", reason: "its process ended" }), /^its process ended$/],
    [
      "answers garbage",
      () => ({ kind: "command", bytes: new Uint8Array([255, 255, 255]) }),
      /malformed/,
    ],
    [
      "answers for another epoch",
      () => ({ kind: "command", bytes: commandBytes({ annotations: { packet_id: "run/0" } }) }),
      /"packet_id" must be "run\/1".*, but is "run\/0"/,
    ],
    [
      "answers what makes no sense",
      () => ({
        kind: "command",
        bytes: commandBytes(seedFields({ targetSeedId: "", annotations: { packet_id: "run/1" } })),
      }),
      /"target_seed_id" must name a seed/,
    ],
    [
      "answers too much",
      () => ({ kind: "command", bytes: new Uint8Array(64 * 1024 + 1) }),
      /must have at most 65536 bytes/,
    ],
  ];

for (const [name, decide, fault] of FAULTS) {
  test(`Boundary goes on where the controller ${name}, and counts it`, async () => {
    const stage = await boundaryStage(new ManualClock(), hostOf(decide));
    const { controllerFault, late, packet } = await stage.run();
    assert.match(controllerFault ?? "", fault);
    assert.equal(late, false);
    assert.ok(packet);
    assert.deepEqual(stage.outcomes, []);
    assert.deepEqual(stage.breakers.of("tamiyo").counts, {
      calls: 1,
      failures: 1,
      rejected: 0,
      opens: 0,
    });
  });
}

test("Boundary does not wait for a controller that never settles", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const stage = await boundaryStage(
      new ManualClock(),
      hostOf(() => new Promise(() => {})),
    );
    const running = stage.run();
    // The deadline of the provider, and half of what is kept back for a timer that fires late.
    mock.timers.tick(11.75);
    const { late, report } = await running;
    assert.equal(late, true);
    assert.deepEqual(
      report.breaches.map(({ phase }) => phase),
      ["decide"],
    );
  } finally {
    mock.timers.reset();
  }
});

test("Boundary never applies the answer of an earlier packet", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const clock = new ManualClock();
    const first = Promise.withResolvers<typeof pause>();
    const tamiyo = await inProcess(clock, ({ currentEpoch }) =>
      currentEpoch === 1 ? first.promise : undefined,
    );
    const stage = await boundaryStage(clock, tamiyo);
    const running = stage.run(1);
    clock.advance(12);
    mock.timers.tick(12);
    assert.equal((await running).late, true);
    first.resolve(pause);
    await new Promise((resolve) => setImmediate(resolve));
    const { late } = await stage.run(2);
    assert.equal(late, false);
    assert.deepEqual(stage.handler.log, []);
    assert.equal(tamiyo.counts.lateAnswers, 1);
  } finally {
    mock.timers.reset();
  }
});

test("Boundary asks nobody while the breaker of the controller is open", async () => {
  const tamiyo = noAnswer();
  const stage = await boundaryStage(new ManualClock(), tamiyo);
  stage.breakers.of("tamiyo").force("open", "test");
  const { report } = await stage.run();
  assert.equal(tamiyo.asked, 0);
  const reason = 'circuit breaker "tamiyo" is open';
  assert.deepEqual(report.skipped, [{ name: "controller", reason }]);
  assert.deepEqual(eventsOf(stage, "tolaria.skipped"), [
    { "tolaria.skipped.name": "controller", "tolaria.skipped.reason": reason },
  ]);
  stage.breakers.dispose();
});

test("Boundary asks nobody while its own breaker is open", async () => {
  const tamiyo = noAnswer();
  const stage = await boundaryStage(new ManualClock(), tamiyo);
  stage.breakers.of("boundary").force("open", "test");
  const { report } = await stage.run();
  assert.equal(tamiyo.asked, 0);
  assert.deepEqual(report.skipped, [
    { name: "controller", reason: 'circuit breaker "boundary" is open' },
  ]);
  stage.breakers.dispose();
});

test("Boundary lets half-open breakers probe: the controller is asked, and both close", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  try {
    const tamiyo = noAnswer();
    const stage = await boundaryStage(new ManualClock(), tamiyo);
    const both = [stage.breakers.of("tamiyo"), stage.breakers.of("boundary")];
    for (const breaker of both) breaker.force("open", "test");
    mock.timers.tick(30_000);
    for (const { state } of both) assert.equal(state, CIRCUIT_STATE_HALF_OPEN);
    await stage.run();
    assert.equal(tamiyo.asked, 1);
    for (const { state } of both) assert.equal(state, CIRCUIT_STATE_CLOSED);
    stage.breakers.dispose();
  } finally {
    mock.timers.reset();
  }
});

test("Boundary opens the controller's breaker again where the probe is late", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  try {
    const stage = await boundaryStage(
      new ManualClock(),
      hostOf(() => ({ kind: "late" })),
    );
    const breaker = stage.breakers.of("tamiyo");
    breaker.force("open", "test");
    mock.timers.tick(30_000);
    await stage.run();
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    stage.breakers.dispose();
  } finally {
    mock.timers.reset();
  }
});

test("Boundary counts nothing where the controller cannot be asked now", async () => {
  const decide = (): Decision => ({ kind: "unavailable", reason: "it is being replaced" });
  const stage = await boundaryStage(new ManualClock(), hostOf(decide));
  const { report, controllerFault } = await stage.run();
  assert.deepEqual(report.skipped, [{ name: "controller", reason: "it is being replaced" }]);
  assert.equal(controllerFault, undefined);
  assert.equal(stage.breakers.of("tamiyo").counts.calls, 0);
});

/** A clock that stands still, on a machine that takes what `delays` says, by process. */
class BusyClock extends ManualClock {
  readonly delays = new Map<number | undefined, number>();
  schedulingDelayMs(processId?: number): number {
    return this.delays.get(processId) ?? 0;
  }
}

test("Boundary blames the machine when the controller's process had no processor", async () => {
  const clock = new BusyClock();
  const tamiyo = {
    ...hostOf(() => {
      clock.advance(12);
      clock.delays.set(7, 6);
      return { kind: "late" };
    }),
    processId: 7,
  };
  const stage = await boundaryStage(clock, tamiyo);
  const { late, controllerDelayMs, report } = await stage.run();
  assert.deepEqual([late, controllerDelayMs], [false, 6]);
  assert.deepEqual(report.skipped, [
    { name: "controller", reason: "its process had no processor" },
  ]);
  assert.equal(stage.breakers.of("tamiyo").counts.failures, 0);
});

test("Boundary blames a late controller that had a processor for more than half of its time", async () => {
  const clock = new BusyClock();
  const tamiyo = {
    ...hostOf(() => {
      clock.advance(12);
      clock.delays.set(7, 5.9);
      return { kind: "late" };
    }),
    processId: 7,
  };
  const stage = await boundaryStage(clock, tamiyo);
  const { late, controllerDelayMs } = await stage.run();
  assert.deepEqual([late, controllerDelayMs], [true, undefined]);
  assert.equal(stage.breakers.of("tamiyo").counts.failures, 1);
});
