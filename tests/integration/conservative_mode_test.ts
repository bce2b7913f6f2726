import assert from "node:assert/strict";
import { test } from "node:test";
import type { EpochTask, Feature } from "../../core/mod.ts";
import {
  afterEpoch,
  ManualClock,
  manualClock,
  type PolicyAnswer,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CommandType, type FieldReport, FieldReportOutcome } from "../../proto/mod.ts";
import { eventsOf, smallRun } from "./_small_run.ts";

/** A policy that raises an emergency of level 2 after the first epoch, and nothing else. */
function alarming(log: string[] = []): TamiyoPolicy {
  return {
    name: "alarming",
    version: "v1",
    decide: ({ currentEpoch }): PolicyAnswer => {
      log.push(`decide ${currentEpoch}`);
      if (currentEpoch !== 1) return undefined;
      return { commandType: CommandType.COMMAND_EMERGENCY, annotations: { level: "2" } };
    },
    report: ({ commandId, outcome, observationWindowEpochs, tamiyoPolicyVersion }: FieldReport) => {
      const judged = FieldReportOutcome[outcome] !== undefined;
      log.push(
        `report ${commandId.split("/")[1]} ${tamiyoPolicyVersion} ${observationWindowEpochs}`,
      );
      assert.ok(judged);
    },
  };
}

function task(feature: Feature, done: number[]): EpochTask {
  return {
    name: feature,
    feature,
    *start({ epoch }) {
      yield;
      done.push(epoch.epoch);
    },
  };
}

test("Trainer.run() sheds packets and profiles and writes one checkpoint in four when it is conservative", async () => {
  const [packets, checkpoints]: [number[], number[]] = [[], []];
  const { recorder, report } = await smallRun(9, {
    modules: [
      manualClock(),
      tamiyoInProcess({ policy: alarming() }),
      afterEpoch(task("packets", packets)),
      afterEpoch(task("checkpoints", checkpoints)),
    ],
    control: { cleanEpochs: 100 },
  });
  assert.deepEqual(packets, []);
  assert.deepEqual(checkpoints, [4, 8]);
  assert.equal(report.control.mode, "conservative");
  assert.deepEqual(eventsOf(recorder, "tolaria.skipped")[0], {
    "tolaria.skipped.name": "packets",
    "tolaria.skipped.reason": "conservative mode: EMERGENCY_LEVEL_MAJOR: alarming: no reason given",
  });
});

test("Trainer.run() emits a tenth of the step spans when it is conservative", async () => {
  const { recorder } = await smallRun(9, {
    modules: [manualClock(), tamiyoInProcess({ policy: alarming() })],
    control: { cleanEpochs: 100 },
    stepSpanEvery: 1,
  });
  // Each of the 3 steps of epoch 1; then of steps 4 to 27 the 11th and the 21st.
  assert.deepEqual(
    recorder.named("tolaria.step").map(({ attributes }) => attributes["tolaria.step.number"]),
    [1, 2, 3, 11, 21],
  );
});

test("Trainer.run() leaves conservative mode after the clean epochs and does everything again", async () => {
  const packets: number[] = [];
  const { report } = await smallRun(5, {
    modules: [
      manualClock(),
      tamiyoInProcess({ policy: alarming() }),
      afterEpoch(task("packets", packets)),
    ],
    control: { cleanEpochs: 2 },
  });
  // Entered in the boundary of epoch 1; epochs 2 and 3 are clean.
  assert.deepEqual(packets, [3, 4, 5]);
  assert.equal(report.control.mode, "normal");
  assert.deepEqual(
    report.control.modeChanges.map(({ to, epoch }) => [to, epoch]),
    [
      ["conservative", 0],
      ["normal", 3],
    ],
  );
});

test("Trainer.run() holds field reports back in conservative mode and delivers them after it", async () => {
  const log: string[] = [];
  await smallRun(4, {
    modules: [manualClock(), tamiyoInProcess({ policy: alarming(log) })],
    control: { cleanEpochs: 2, observationWindowEpochs: 1 },
  });
  assert.deepEqual(log, ["decide 1", "decide 2", "decide 3", "report 1 v1 1", "decide 4"]);
});

test("Trainer.run() sends a field report after its window, counted from the epoch of the command", async () => {
  const reports: FieldReport[] = [];
  const policy: TamiyoPolicy = {
    name: "pausing",
    decide: ({ currentEpoch }) =>
      currentEpoch === 1
        ? { commandType: CommandType.COMMAND_PAUSE, annotations: { duration_ms: "0" } }
        : undefined,
    report: (report) => reports.push(report),
  };
  const { report } = await smallRun(4, {
    modules: [manualClock(), tamiyoInProcess({ policy })],
    control: { observationWindowEpochs: 2 },
  });
  const [field] = reports;
  assert.equal(reports.length, 1);
  assert.equal(field?.observationWindowEpochs, 2);
  const loss = (epoch: number) => Math.fround(report.epochs[epoch - 1]?.validation?.loss ?? 0);
  assert.deepEqual(field?.metrics, { loss_before: loss(1), loss_after: loss(3) });
  assert.equal(field?.trainingRunId, report.plan.runId);
});

test("Trainer.run() records an incident and continues when an epoch task fails", async () => {
  const failing = (name: string, start: EpochTask["start"]) =>
    afterEpoch({ name, feature: "profile", start });
  const { report } = await smallRun(1, {
    modules: [
      manualClock(),
      failing("never", () => {
        throw new Error("no file");
      }),
      failing("later", function* () {
        yield;
        throw new Error("no room");
      }),
    ],
  });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(
    report.incidents.map(({ kind, message }) => `${kind}: ${message}`),
    ["deferred/failed: never failed: no file", "deferred/failed: later failed: no room"],
  );
});

test("Trainer.run() abandons an epoch task that never ends 5 s after the last epoch", async () => {
  const clock = new ManualClock();
  const endless = afterEpoch({
    name: "endless",
    feature: "profile",
    *start({ epoch }) {
      while (epoch.epoch > 0) {
        clock.advance(100);
        yield;
      }
    },
  });
  const { report, recorder } = await smallRun(1, { modules: [manualClock(clock), endless] });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(eventsOf(recorder, "tolaria.skipped"), [
    {
      "tolaria.skipped.name": "endless",
      "tolaria.skipped.reason": "not finished 5 s after the last epoch",
    },
  ]);
});
