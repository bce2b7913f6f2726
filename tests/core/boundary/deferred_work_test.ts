import assert from "node:assert/strict";
import { test } from "node:test";
import { DeferredWork } from "../../../core/boundary/deferred_work.ts";
import { CIRCUIT_BREAKERS, type Feature, SHED_ORDER } from "../../../core/mod.ts";
import { ManualClock, opossumBreakers } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

async function stageOf(sliceMs = 2) {
  const clock = new ManualClock();
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers({ failures: 1 }));
  const failures: string[] = [];
  const onFailure = (name: string, message: string) => failures.push(`${name}: ${message}`);
  const work = new DeferredWork({ clock, breakers, sliceMs, onFailure });
  const log: string[] = [];
  /** A task of `units` parts, each of which takes a millisecond. */
  const task = (name: string, units: number, feature: Feature = "profile") => ({
    name,
    feature,
    work: (function* () {
      try {
        for (let unit = 1; unit <= units; unit++) {
          clock.advance(1);
          log.push(`${name}${unit}`);
          yield;
        }
      } finally {
        log.push(`${name} ends`);
      }
    })(),
  });
  return { clock, breakers, failures, work, log, task };
}

const failing = (name: string, feature: Feature) => ({
  name,
  feature,
  work: (function* (): Generator<void, void> {
    yield;
    throw new Error("the disk is full");
  })(),
});

test("DeferredWork.slice() stops once its time is used up, after the part in progress", async () => {
  const { work, log, task, clock } = await stageOf(2.5);
  work.add(task("a", 10));
  work.slice();
  assert.deepEqual(log, ["a1", "a2", "a3"]); // 3 ms: the first sum of parts that is not below 2.5.
  work.slice();
  assert.equal(log.length, 6);
  assert.equal(clock.monotonicMs(), 6);
});

test("DeferredWork.slice() never takes more than its slice and one part", async () => {
  for (const sliceMs of [0.5, 1, 3.2, 7]) {
    const { work, task, clock } = await stageOf(sliceMs);
    for (const name of ["a", "b", "c"]) work.add(task(name, 5));
    while (work.pending > 0) {
      const startedMs = clock.monotonicMs();
      work.slice();
      assert.ok(clock.monotonicMs() - startedMs <= sliceMs + 1);
    }
  }
});

test("DeferredWork does one task after the other, and what is never given up first", async () => {
  const { work, log, task } = await stageOf(100);
  work.add(task("a", 1));
  work.add(task("b", 1));
  work.add({ ...task("essential", 1), feature: undefined });
  assert.equal(work.pending, 3);
  work.slice();
  assert.deepEqual(
    log.filter((line) => line.endsWith("1")),
    ["essential1", "a1", "b1"],
  );
  assert.equal(work.pending, 0);
});

test("DeferredWork.slice() does nothing where nothing waits", async () => {
  const { work, clock } = await stageOf();
  work.slice();
  assert.equal(clock.monotonicMs(), 0);
});

test("DeferredWork.add() refuses a second task of the same name", async () => {
  const { work, task } = await stageOf();
  assert.equal(work.add(task("a", 1)), undefined);
  assert.deepEqual(work.add(task("a", 1)), {
    name: "a",
    reason: "the one before is not finished",
  });
  work.slice();
  work.slice();
  assert.equal(work.add(task("a", 1)), undefined);
});

test("DeferredWork.supersede() gives up profiles and packets, and keeps everything else", async () => {
  const { work, log, task } = await stageOf(1);
  work.add(task("packets", 5, "packets"));
  work.add(task("checkpoint", 1, "checkpoints"));
  work.add(task("profile", 5, "profile"));
  work.slice();
  assert.deepEqual(work.supersede(), [
    { name: "packets", reason: "not finished before the next boundary" },
    { name: "profile", reason: "not finished before the next boundary" },
  ]);
  assert.deepEqual(log, ["packets1", "packets ends"]);
  assert.equal(work.pending, 1);
  work.slice();
  assert.equal(log.at(-1), "checkpoint1");
});

test("DeferredWork.abandon() gives up all but checkpoints and what is never given up", async () => {
  const { work, task } = await stageOf(1);
  for (const feature of SHED_ORDER) work.add(task(feature, 5, feature));
  work.add({ ...task("commands", 5), feature: undefined });
  const given = work.abandon("the run has ended");
  assert.deepEqual(
    given.map(({ name }) => name),
    SHED_ORDER.filter((feature) => feature !== "checkpoints"),
  );
  assert.ok(given.every(({ reason }) => reason === "the run has ended"));
  assert.equal(work.pending, 2);
});

test("DeferredWork.supersede() tells of a task that fails to clean up", async () => {
  const { work, failures } = await stageOf(1);
  const stubborn = {
    name: "stubborn",
    feature: "profile" as const,
    work: {
      next: () => ({ done: false, value: undefined }) as const,
      return: () => {
        throw new Error("no");
      },
    },
  };
  work.add(stubborn);
  assert.equal(work.supersede().length, 1);
  assert.deepEqual(failures, ["stubborn: no"]);
});

test("DeferredWork goes on after a task that failed, and tells of it", async () => {
  const { work, log, task, failures } = await stageOf(100);
  work.add(failing("a", "profile"));
  work.add(task("b", 1));
  work.slice();
  assert.deepEqual(failures, ["a: the disk is full"]);
  assert.deepEqual(log, ["b1", "b ends"]);
  assert.equal(work.pending, 0);
});

test("DeferredWork writes no checkpoint while its breaker is open, and counts each that fails", async () => {
  const { work, breakers, task } = await stageOf(100);
  const breaker = breakers.of("checkpoint");
  work.add(task("good", 1, "checkpoints"));
  work.slice();
  work.add(failing("bad", "checkpoints"));
  work.slice();
  assert.deepEqual(breaker.counts, { calls: 2, failures: 1, rejected: 0, opens: 1 });
  assert.deepEqual(work.add(task("next", 1, "checkpoints")), {
    name: "next",
    reason: 'circuit breaker "checkpoint" is open',
  });
  assert.equal(work.add(task("other", 1, "packets")), undefined);
  breakers.dispose();
});
