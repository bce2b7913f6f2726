import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { RunWriter } from "../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { chartLabel, missingBrowser, withBoardPage } from "../_support/browser/board_page.ts";
import { recordOf } from "../_support/observers/run_records.ts";

const EPOCHS = 10_000;
const STEPS_PER_EPOCH = 100;

/** Lines of a series that a page holds at most: twice what it gets at once. */
const MOST_LINES = 4_096;

/** Points of a chart: loss has those of steps and of epochs as x, and four lines over them. */
const MOST_POINTS = 2 * MOST_LINES * 5;

/** Writes a run of 10,000 epochs and a million steps as the recorder does. */
function writeLargeRun(folder: string): RunWriter {
  const writer = new RunWriter(
    folder,
    recordOf({ epochs: EPOCHS, epoch: EPOCHS, steps_per_epoch: STEPS_PER_EPOCH }),
  );
  const names = ["gradient_norm", "learning_rate", "step_ms"];
  for (let from = 0; from < EPOCHS * STEPS_PER_EPOCH; from += 10_000) {
    writer.steps(
      names,
      Array.from({ length: 10_000 }, (_, at) => ({
        step: from + at + 1,
        epoch: Math.floor((from + at) / STEPS_PER_EPOCH) + 1,
        at_ms: from + at,
        loss: 1 / (1 + (from + at) / 1e5),
        values: [1, 1e-3, 5],
      })),
    );
  }
  const jsonl = (lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const each = <T extends object>(lineOf: (epoch: number) => T) =>
    jsonl(Array.from({ length: EPOCHS }, (_, at) => lineOf(at + 1)));
  writeFileSync(
    `${folder}/epochs.jsonl`,
    each((epoch) => ({
      at_ms: epoch,
      epoch,
      step: epoch * STEPS_PER_EPOCH,
      train: { loss: 1 / epoch, metrics: { accuracy: 0.9 } },
      validation: { loss: epoch === 7_777 ? 50 : 2 / epoch, metrics: { accuracy: 0.8 } },
    })),
  );
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    if (epoch % 20 > 0) continue;
    const phases = { assemble: { actual_ms: 1 }, decide: { actual_ms: 2 } };
    writer.append("boundaries", [{ at_ms: epoch, epoch, total_ms: 3, phases }]);
    writer.append("events", [
      { at_ms: epoch, kind: "checkpoint/written", step: epoch * STEPS_PER_EPOCH, epoch },
    ]);
  }
  return writer;
}

testUnless(missingBrowser, "the board stays smooth with 10,000 epochs and a million steps", () =>
  withScratch(async ({ path }) => {
    const writer = writeLargeRun(path("runs/a"));
    await withBoardPage(path("runs"), async (page, url) => {
      await page.goto(`${url}#/run/a`);
      assert.match(await chartLabel(page, "Loss"), /validation 0.0002000$|validation 2.00e-4$/);
      // Every chart is drawn, one a task, and none of them with more points than these.
      await page.evaluate("scrollTo(0, document.body.scrollHeight)");
      const work = () => page.evaluate("tolariaWork") as Promise<{ drawn: number; most: number }>;
      await waitUntil("charts are drawn", async () => (await work()).drawn >= 5);
      const { most } = await work();
      assert.ok(most <= MOST_POINTS, `${most} points in one task`);
      const before = (await work()).drawn;

      // What is new costs no more than what is in sight, and the page answers meanwhile.
      await page.evaluate("scrollTo(0, 0)");
      writer.append("epochs", [
        {
          at_ms: 1,
          epoch: EPOCHS + 1,
          step: (EPOCHS + 1) * STEPS_PER_EPOCH,
          train: { loss: 3, metrics: { accuracy: 1 } },
        },
      ]);
      await waitUntil("the new epoch is shown", async () =>
        /training 3/.test(await chartLabel(page, "Loss")),
      );
      assert.ok((await work()).drawn - before <= 4 * 12, "charts out of sight are not drawn");
      await page.getByRole("button", { name: "Loss: logarithmic scale" }).click();
      await page.locator('button[aria-pressed="true"]').first().waitFor();
    });
  }),
);
