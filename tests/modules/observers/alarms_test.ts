import assert from "node:assert/strict";
import { test } from "node:test";
import { renderReport } from "../../../modules/mod.ts";
import { alarmReportOf, reportOf } from "../../../testing/_support/reports.ts";

test("renderReport() shows each alarm and its handling", () => {
  const alarms = [
    alarmReportOf(),
    alarmReportOf({ action: "gave-up", firstGoodStep: undefined, clearStep: undefined }),
    alarmReportOf({ action: "went-on", backTo: undefined, clearStep: undefined }),
  ];
  const text = renderReport(reportOf({ alarms }));
  const lines = [
    "  3 alarms",
    "    step 1,503, epoch 3: loss 99 was too high",
    "      went back to step 1,475 by the fast tier in 0.42 ms, around 5 batches, at 0.5 of the learning rates for a while; good from step 1,475; clear at step 1,552",
    "    step 1,503, epoch 3: loss 99 was too high",
    "      ended the run, back to step 1,475 by the fast tier",
    "    step 1,503, epoch 3: loss 99 was too high",
    "      went on; good from step 1,475",
  ];
  assert.ok(text.includes(`\n${lines.join("\n")}\n`), text);
});
