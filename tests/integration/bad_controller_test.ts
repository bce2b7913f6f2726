import assert from "node:assert/strict";
import { test } from "node:test";
import { canEndSpinningWorkers } from "../../core/mod.ts";
import {
  manualClock,
  noTamiyo,
  opossumBreakers,
  type TamiyoPolicy,
  tamiyo,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import makeScripted, { type Behaviour } from "../../testing/_support/scripted_policy.ts";
import { waitUntilStill } from "../../testing/_support/wait_until.ts";
import { SCRIPTED_POLICY } from "../../testing/mod.ts";
import { eventsOf, smallRun, smallTrainer } from "./_small_run.ts";

const policyAt = (name: string) => new URL(`../fixtures/policies/${name}.ts`, import.meta.url);

const ISOLATIONS = canEndSpinningWorkers()
  ? (["worker", "process"] as const)
  : (["process"] as const);

for (const isolation of ISOLATIONS) {
  test(`tamiyo() leaves the training unchanged and ends the policy when it spins in a ${isolation}`, () =>
    withScratch(async (scratch) => {
      const spins = () => scratch.read("spins").length;
      const alone = await smallRun(5, { modules: [noTamiyo()] });
      const { trainer, recorder } = smallTrainer({
        modules: [
          opossumBreakers({ breakers: { tamiyo: { failures: 1 } } }),
          tamiyo({
            isolation,
            policy: policyAt("spinning"),
            options: { file: scratch.path("spins") },
            graceMs: 0,
          }),
        ],
      });
      const report = await trainer.run({ epochs: 5 });

      assert.equal(report.endReason, "completed");
      assert.equal(report.weightsHash, alone.report.weightsHash);
      assert.equal(report.control.mode, "conservative");
      assert.equal(report.control.tamiyo.replaced, 1);

      // The trace shows why: a decision over its time, the breaker that opened, the mode and its reason.
      const breaches = eventsOf(recorder, "tolaria.boundary.breach");
      assert.ok(breaches.some((event) => event["tolaria.breach.phase"] === "decide"));
      const opening = {
        "tolaria.breaker.name": "tamiyo",
        "tolaria.breaker.from": "CIRCUIT_STATE_CLOSED",
        "tolaria.breaker.to": "CIRCUIT_STATE_OPEN",
        "tolaria.breaker.reason": "failed once, last: no answer in time",
      };
      assert.deepEqual(eventsOf(recorder, "tolaria.breaker")[0], opening);
      const [mode] = eventsOf(recorder, "tolaria.mode");
      assert.equal(mode?.["tolaria.mode.to"], "conservative");
      assert.equal(
        mode?.["tolaria.mode.reason"],
        'circuit breaker "tamiyo" opened: failed once, last: no answer in time',
      );
      const skipped = eventsOf(recorder, "tolaria.skipped");
      assert.equal(
        skipped.filter((event) => event["tolaria.skipped.name"] === "controller").length,
        4,
        "asked in the first epoch alone",
      );

      // Nobody spins any more: neither the one that was replaced nor the one that waits to be asked.
      await waitUntilStill(spins);
      await trainer.dispose();
      await waitUntilStill(spins);
    }));
}

/** Every bad answer once, and a good one at the end. */
const BAD: readonly Behaviour[] = [
  "throw",
  "garbage",
  "version",
  "oversized",
  "other",
  "long",
  "pause",
];

test("tamiyoInProcess() leaves the training unchanged and counts every fault when every answer is bad", async () => {
  const epochs = BAD.length;
  const alone = await smallRun(epochs, { modules: [manualClock(), noTamiyo()] });
  const { report } = await smallRun(epochs, {
    modules: [
      manualClock(),
      opossumBreakers({ failures: 100 }),
      tamiyoInProcess({ policy: makeScripted({ script: BAD }) }),
    ],
  });
  assert.equal(report.endReason, "completed");
  assert.equal(report.weightsHash, alone.report.weightsHash);
  const breaker = report.control.breakers.find(({ name }) => name === "tamiyo");
  assert.deepEqual([breaker?.calls, breaker?.failures], [epochs, epochs - 1]);
  const faults = report.incidents.filter(({ kind }) => kind === "controller/fault");
  assert.deepEqual(
    faults.map(({ epoch }) => epoch),
    [1, 2, 3, 4, 5, 6],
  );
  assert.equal(report.control.commands.committed, 1);
  assert.equal(report.control.mode, "normal");
});

test("tamiyo() leaves the training unchanged when every answer of its policy is bad", async () => {
  const alone = await smallRun(BAD.length, { modules: [noTamiyo()] });
  const { report } = await smallRun(BAD.length, {
    modules: [
      opossumBreakers({ failures: 100 }),
      tamiyo({ policy: SCRIPTED_POLICY, options: { script: BAD }, graceMs: 600_000 }),
    ],
  });
  assert.equal(report.endReason, "completed");
  assert.equal(report.weightsHash, alone.report.weightsHash);
  const breaker = report.control.breakers.find(({ name }) => name === "tamiyo");
  assert.ok(breaker && breaker.failures >= 1);
});

test("Trainer.run() stops asking a controller once its breaker is open", async () => {
  const script = Array<Behaviour>(6).fill("throw");
  const { report } = await smallRun(6, {
    modules: [manualClock(), tamiyoInProcess({ policy: makeScripted({ script }) })],
  });
  const breaker = report.control.breakers.find(({ name }) => name === "tamiyo");
  assert.deepEqual(
    [breaker?.state, breaker?.calls, breaker?.failures, breaker?.rejected],
    ["CIRCUIT_STATE_OPEN", 3, 3, 3],
  );
  assert.equal(report.control.mode, "conservative");
});

test("Trainer.run() rejects before the first step when its controller cannot be loaded", async () => {
  const { trainer } = smallTrainer({ modules: [tamiyo({ policy: policyAt("no_factory") })] });
  await assert.rejects(trainer.run({ epochs: 1 }), { code: "tamiyo/unavailable" });
  await trainer.dispose();
});

test("a packet says that the answer before came to nothing, where the controller had failed", async () => {
  const lost: (number | undefined)[] = [];
  const policy: TamiyoPolicy = {
    name: "fails-once",
    decide: ({ trainingMetrics }) => {
      lost.push(trainingMetrics.answer_lost);
      if (lost.length === 2) throw new Error("a test");
      return undefined;
    },
  };
  await smallRun(4, { modules: [tamiyoInProcess({ policy })] });
  assert.deepEqual(lost, [undefined, undefined, 1, undefined]);
});
