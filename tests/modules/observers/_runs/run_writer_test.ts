import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";
import { readRunLines } from "../../../../modules/mod.ts";
import { RunWriter } from "../../../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { recordOf } from "../../../_support/observers/run_records.ts";

test("RunWriter keeps the folder of a million steps and 10,000 epochs small", () =>
  withScratch(async ({ path }) => {
    const folder = path("run");
    const writer = new RunWriter(folder, recordOf());
    const stepsPerEpoch = 100;
    const rows = function* (epoch: number) {
      for (let i = 1; i <= stepsPerEpoch; i++) {
        const step = epoch * stepsPerEpoch + i;
        yield { step, epoch, at_ms: step, loss: 1 / step, values: [step] };
      }
    };
    const reading = {
      readings: Array.from({ length: 30 }, (_, at) => ({ name: `r${at}`, value: at })),
    };
    // A hundred epochs at a time: what waits is posted together.
    for (let from = 0; from < 10_000; from += 100) {
      const some = Array.from({ length: 100 }, (_, at) => from + at);
      for (const epoch of some) writer.steps(["learning_rate"], rows(epoch));
      writer.append(
        "epochs",
        some.map((epoch) => ({ epoch, loss: 1 / (epoch + 1), best: epoch === 1_234 })),
      );
      writer.append(
        "boundaries",
        some.map((epoch) => ({ epoch, total_ms: 1 })),
      );
      writer.append(
        "readings",
        some.map(() => reading),
      );
      writer.append(
        "events",
        some.flatMap((step) => [
          { kind: "learning-rate/change", step },
          { kind: "mode", step },
        ]),
      );
    }
    writer.end({ epochs: [] }, { status: "completed" });
    const { steps, epochs, boundaries, readings, events } = readRunLines(folder);
    assert.ok(steps.length <= 4_096 && steps.length >= 2_048, `${steps.length} steps`);
    assert.ok(boundaries.length <= 4_096, `${boundaries.length} boundaries`);
    assert.ok(readings.length <= 4_096, `${readings.length} readings`);
    assert.ok(epochs.length <= 4_096, `${epochs.length} epochs`);
    assert.ok(epochs.some((line) => (line as { best: boolean }).best));
    assert.equal(events.length, 10_000);
    assert.equal((epochs.at(-1) as { epoch: number }).epoch, 9_999);
    assert.equal((steps.at(-1) as { step: number }).step, 1_000_000);
    const bytes = readdirSync(folder).map((file) => statSync(`${folder}/${file}`).size);
    const total = bytes.reduce((sum, size) => sum + size, 0);
    // 4,096 points of 150 bytes, 4,096 epochs of 60, boundaries of 60 and readings of 800, 10,000 events of 50: 5.1 MB.
    assert.ok(total < 6e6, `${total} bytes`);
  }));
