import assert from "node:assert/strict";
import { test } from "node:test";
import { type EmergencyRequest, levelName, type StepReport } from "../../core/mod.ts";
import {
  type AutopilotOptions,
  adamw,
  arrays,
  autopilot,
  constant,
  type Modules,
  memoryCheckpoints,
  noAutopilot,
  noSnapshots,
  snapshots,
  type TamiyoPolicy,
  tamiyoInProcess,
  tieredRollback,
} from "../../modules/mod.ts";
import { CommandType, EmergencyLevel } from "../../proto/mod.ts";
import {
  leavesNoTensorsAfter,
  spiral,
  trainerOf,
  watching,
} from "../_support/training/training.ts";

const { EMERGENCY_LEVEL_MAJOR, EMERGENCY_LEVEL_SEVERE } = EmergencyLevel;

/** Asks for a rollback at the end of epoch 2, each time that it comes there; it remembers nothing. */
function asksBack(payload: Readonly<Record<string, number>>, times: number): TamiyoPolicy {
  const fields = Object.entries(payload).map(([name, numberValue]) => [name, { numberValue }]);
  let asked = 0;
  return {
    name: "asks-back",
    decide: ({ currentEpoch }) => {
      if (currentEpoch !== 2 || asked === times) return undefined;
      asked += 1;
      return {
        commandType: CommandType.COMMAND_ROLLBACK,
        rollbackPayload: { fields: Object.fromEntries(fields) },
        annotations: { reason: "a test" },
      };
    },
  };
}

/** A run of 3 epochs of 10 steps, a state held at each; `raise` is raised each time that step 15 has been taken. */
async function run(
  modules: readonly Modules[],
  raise?: Omit<EmergencyRequest, "reason" | "source">,
) {
  const rates: [step: number, rate: number][] = [];
  const onStep = ({ step, learningRate }: StepReport) => {
    rates.push([step, learningRate]);
    if (raise && step === 15) emergencies.raise({ ...raise, reason: "again", source: "process" });
  };
  await using trainer = trainerOf({
    data: arrays(spiral(40)),
    modules: [adamw(), constant(0.01), watching({ onStep }), ...modules],
  });
  const emergencies = await trainer.emergencies();
  const raised: string[] = [];
  emergencies.subscribe({ onRaised: ({ level }) => raised.push(levelName(level)) });
  return { report: await trainer.run({ epochs: 3 }), rates, raised };
}

const HELD = snapshots({ everySteps: 1, count: 40 });

/** Goes no further back with each try than it was asked to. */
const NEAR: AutopilotOptions = { backSteps: 0, clearAfter: 20 };

test("COMMAND_ROLLBACK restores an earlier step and skips the batches of the undone steps", async () => {
  const policy = asksBack({ at_or_before: 17 }, 1);
  const { report, rates } = await run([HELD, autopilot(NEAR), tamiyoInProcess({ policy })]);
  const [asked, ...others] = report.alarms;
  assert.deepEqual(others, []);
  const { cause, durationMs: _, ...rest } = asked ?? assert.fail("nothing was noted");
  assert.equal(cause, "asks-back: a test");
  assert.deepEqual(rest, {
    rule: "request",
    step: 20,
    epoch: 3,
    action: "went-back",
    tries: 1,
    backTo: 17,
    tier: "fast",
    // Steps 17, 18 and 19: the margin behind them is in the next epoch.
    quarantined: 3,
    rateFactor: 1,
    firstGoodStep: 17,
  });
  // 20 steps, and 10 of the third epoch at steps 18 to 27; all at one rate.
  assert.equal(rates.length, 30);
  assert.equal(report.steps, 27);
  assert.ok(rates.every(([, rate]) => rate === 0.01));
  assert.ok(report.incidents.some(({ kind }) => kind === "rollback/requested"));
});

test("COMMAND_ROLLBACK lowers the learning rates when it would skip more than half of an epoch's batches", async () => {
  const policy = asksBack({ at_or_before: 12 }, 1);
  const { report, rates } = await run([HELD, autopilot(NEAR), tamiyoInProcess({ policy })]);
  const [asked] = report.alarms;
  assert.deepEqual([asked?.backTo, asked?.quarantined, asked?.rateFactor], [12, 0, 0.5]);
  assert.deepEqual(rates.at(-1), [30, 0.005]);
});

test("COMMAND_ROLLBACK only restores, any number of times, when the run has no autopilot", async () => {
  const policy = asksBack({ at_or_before: 17 }, 5);
  const { report } = await run([HELD, noAutopilot(), tamiyoInProcess({ policy })]);
  assert.deepEqual(report.alarms, []);
  assert.equal(report.recovery.rollbacks.length, 5);
  assert.equal(report.endReason, "completed");
});

test("COMMAND_ROLLBACK ends the run in a level 4 emergency when it is requested too often", async () => {
  const policy = asksBack({ at_or_before: 18 }, 99);
  const { report, raised } = await run([HELD, autopilot(NEAR), tamiyoInProcess({ policy })]);
  assert.deepEqual(
    report.alarms.map(({ action, tries, rateFactor }) => ({ action, tries, rateFactor })),
    [
      { action: "went-back", tries: 1, rateFactor: 1 },
      { action: "went-back", tries: 2, rateFactor: 0.5 },
      // A margin of 4 on both sides is more than half of an epoch: once more half.
      { action: "went-back", tries: 3, rateFactor: 0.125 },
      { action: "gave-up", tries: 3, rateFactor: 1 },
    ],
  );
  assert.equal(report.endReason, "halted");
  assert.equal(raised.at(-1), "CRITICAL");
});

for (const [level, tier, modules] of [
  [EMERGENCY_LEVEL_SEVERE, "fast", [HELD]],
  [EMERGENCY_LEVEL_MAJOR, "full", [noSnapshots(), memoryCheckpoints()]],
] as const) {
  test(`Trainer.run() ends after a bounded number of rollbacks when ${levelName(level)} is raised at each pass of a step`, () =>
    leavesNoTensorsAfter(async () => {
      const { report, raised } = await run([...modules, autopilot(NEAR)], { level });
      assert.deepEqual(
        report.alarms.map((alarm) => [alarm.action, alarm.tries, alarm.tier]),
        [
          ["went-back", 1, tier],
          ["went-back", 2, tier],
          ["went-back", 3, tier],
          ["gave-up", 3, "fast"],
        ].map((row) =>
          row[0] === "gave-up" && tier === "full" ? [...row.slice(0, 2), tier] : row,
        ),
      );
      assert.equal(report.endReason, "halted");
      assert.equal(raised.filter((name) => name === levelName(level)).length, 4);
      assert.equal(raised.filter((name) => name === "CRITICAL").length, 1);
    }));
}

test("Trainer.run() restores, skips the last step's batches and stays in conservative mode when SEVERE is raised", async () => {
  const { report } = await run([HELD, autopilot(NEAR)], { level: EMERGENCY_LEVEL_SEVERE });
  const [first] = report.alarms;
  // The step that was taken last, and one behind it.
  assert.deepEqual([first?.backTo, first?.quarantined], [14, 2]);
  assert.equal(report.control.mode, "conservative");
  assert.equal(report.control.modeChanges.length, 1);
});

test("tieredRollback() has a fast tier, and a full one when a directory is named", () => {
  assert.equal(tieredRollback().length, 1);
  assert.equal(tieredRollback({ checkpoints: { directory: "x" } }).length, 2);
  assert.throws(() => tieredRollback({ snapshots: { count: 0 } }), { code: "options/invalid" });
});
