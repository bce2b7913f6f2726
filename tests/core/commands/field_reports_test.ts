import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldReports } from "../../../core/commands/field_reports.ts";
import { ReportsSchema } from "../../../core/commands/field_reports_state.ts";
import { parseState } from "../../../core/mod.ts";
import type { CommandEnd } from "../../../core/ports/reports/command_outcome.ts";
import { ManualClock } from "../../../modules/mod.ts";
import { FieldReport, FieldReportOutcome, fromTimestamp } from "../../../proto/mod.ts";
import { type CommandFields, commandOf, seedFields } from "../../../testing/_support/commands.ts";

function reportsWith(windowEpochs: number) {
  const clock = new ManualClock(1_700_000_000_000);
  const reports = new FieldReports({ runId: "run-1", clock, windowEpochs });
  const note = (status: CommandEnd, fields: CommandFields = {}, reason = "") =>
    reports.note({ command: commandOf(fields), source: "tamiyo", status, reason });
  const take = () => reports.take().map((bytes) => FieldReport.decode(bytes));
  return { reports, note, take };
}

function outcomeOf(report: FieldReport | undefined): string {
  return String(FieldReportOutcome[report?.outcome ?? 0]).replace("FIELD_REPORT_OUTCOME_", "");
}

/** Reports of a command that is committed after epoch 1, where the losses of the epochs are `losses`. */
function judged(losses: readonly number[], windowEpochs = losses.length - 1): FieldReport[] {
  const { reports, note, take } = reportsWith(windowEpochs);
  losses.forEach((loss, index) => {
    reports.observe({ epoch: index + 1, loss });
    if (index === 0) note("committed");
  });
  return take();
}

// Relative changes: -2 %, -1 % (not more than the band of 1 %), +0.5 %, +1 %, +2 %.
const JUDGEMENTS: readonly [before: number, after: number, outcome: string][] = [
  [2, 1.96, "SUCCESS"],
  [100, 99, "NEUTRAL"],
  [2, 2.01, "NEUTRAL"],
  [100, 101, "NEUTRAL"],
  [2, 2.04, "REGRESSION"],
  [-2, -2.04, "SUCCESS"],
  [-2, -1.96, "REGRESSION"],
  [0, 0, "NEUTRAL"],
  [0, 0.1, "REGRESSION"],
  [2, Number.NaN, "REGRESSION"],
  [2, Number.POSITIVE_INFINITY, "REGRESSION"],
  [Number.NaN, Number.NaN, "NEUTRAL"],
  [Number.NaN, 1, "NEUTRAL"],
];

for (const [before, after, outcome] of JUDGEMENTS) {
  test(`FieldReports judges a loss from ${before} to ${after} as ${outcome}`, () => {
    const [report, ...others] = judged([before, after]);
    assert.equal(outcomeOf(report), outcome);
    assert.equal(others.length, 0);
  });
}

test("FieldReports judges by the loss before the command and the one at the end of the window", () => {
  const [report] = judged([2, 5, 5, 1]);
  assert.equal(outcomeOf(report), "SUCCESS");
  assert.deepEqual(report?.metrics, { loss_before: 2, loss_after: 1 });
  assert.equal(report?.observationWindowEpochs, 3);
});

test("FieldReports reports no command before its window is over", () => {
  assert.deepEqual(judged([2, 1, 1], 3), []);
});

test("FieldReports names command, seed, blueprint, policy and run in each report", () => {
  const { note, take } = reportsWith(1);
  note("refused", seedFields({ annotations: { policy_version: "v7" } }), "the slot is taken");
  const [report] = take();
  assert.deepEqual(
    [report?.commandId, report?.seedId, report?.blueprintId, report?.trainingRunId],
    ["c1", "s1", "b1", "run-1"],
  );
  assert.equal(report?.tamiyoPolicyVersion, "v7");
  assert.equal(report?.notes, "the slot is taken");
  assert.equal(fromTimestamp(report?.issuedAt), 1_700_000_000_000);
  assert.match(report?.reportId ?? "", /^[0-9a-f-]{36}$/);
});

for (const status of ["refused", "expired", "aborted", "failed"] as const) {
  test(`FieldReports reports a command that was ${status} at once, as ABORTED`, () => {
    const { note, take } = reportsWith(5);
    note(status, {}, "why");
    assert.deepEqual(take().map(outcomeOf), ["ABORTED"]);
    assert.deepEqual(take(), []);
  });
}

test("FieldReports.close() evaluates the remaining commands at the end of the run", () => {
  const { reports, note, take } = reportsWith(10);
  reports.observe({ epoch: 1, loss: 2 });
  note("committed", {}, "recorded only");
  reports.observe({ epoch: 2, loss: 1 });
  reports.close();
  const [report] = take();
  assert.equal(outcomeOf(report), "SUCCESS");
  assert.equal(report?.notes, "recorded only; the run ended before the observation window did");
  assert.equal(report?.observationWindowEpochs, 1);
  reports.close();
  assert.deepEqual(take(), []);
});

test("FieldReports holds the last 1,000 reports, and counts those that gave way", () => {
  const { reports, note, take } = reportsWith(1);
  for (let i = 0; i < 1_003; i++) note("refused", { commandId: `c${i}` });
  assert.equal(reports.dropped, 3);
  const held = take();
  assert.deepEqual([held.length, held[0]?.commandId], [1_000, "c3"]);
});

test("FieldReports fits the longest texts of a command", () => {
  const { note, take } = reportsWith(1);
  note("failed", { annotations: { policy_version: "v".repeat(60_000) } }, "x".repeat(100_000));
  const [report] = take();
  assert.equal(report?.tamiyoPolicyVersion.length, 128);
  assert.equal(report?.notes.length, 1_000);
});

test("FieldReports.restore() makes the reports that the one before it would have made", () => {
  const one = reportsWith(2);
  const other = reportsWith(2);
  assert.ok(other.reports.untouched);
  one.reports.observe({ epoch: 1, loss: Number.NaN });
  one.note("committed", seedFields());
  one.reports.observe({ epoch: 2, loss: 2 });
  one.note("committed", {}, "a note");
  one.note("refused", {}, "not now");
  const state = JSON.parse(JSON.stringify(one.reports.state()));
  other.reports.restore(parseState("reports", ReportsSchema, state));
  assert.equal(other.reports.untouched, false);
  assert.deepEqual(other.reports.state(), one.reports.state());
  for (const { reports } of [one, other]) {
    reports.observe({ epoch: 3, loss: 1 });
    reports.observe({ epoch: 4, loss: 1 });
  }
  const lasting = (report: FieldReport) => ({ ...report, reportId: "" });
  const [before, after] = [one.take(), other.take()];
  assert.deepEqual(before.map(outcomeOf), ["ABORTED", "NEUTRAL", "SUCCESS"]);
  assert.deepEqual(after.map(lasting), before.map(lasting));
});
