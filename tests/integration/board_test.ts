import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { type JsonReport, startBoard } from "../../modules/mod.ts";
import { RunWriter } from "../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { findChromium, startChromium } from "../_support/browser/chromium.ts";
import { recordOf } from "../_support/observers/run_records.ts";
import { runCommand } from "../_support/processes/run_command.ts";

const chromium = findChromium();
const missing = chromium === undefined ? "there is no Chromium (Debian: chromium)" : undefined;

/** Opens a page of the board in `directory`; its errors fail the test. */
async function withPage(
  directory: string,
  work: (page: Page, url: string) => Promise<void>,
): Promise<void> {
  const board = await startBoard({ directory, port: 0 });
  const browser = await startChromium(chromium as string);
  const errors: string[] = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await work(page, board.url);
  } finally {
    await browser.close();
    await board.close();
  }
  assert.deepEqual(errors, []);
}

const labelOf = (page: Page, title: string) =>
  page
    .locator("figure", { has: page.locator(`h2:text-is("${title}")`) })
    .locator('[role="img"]')
    .getAttribute("aria-label");

testUnless(missing, "the board shows the numbers of a run's report, and compares two runs", () =>
  withScratch(async ({ path }) => {
    const job = ["train", "tests/fixtures/jobs/tiny.ts", "--quiet", "--json"];
    const reports: JsonReport[] = [];
    for (const seed of ["1", "2"]) {
      const { stdout } = await runCommand([...job, "--runs", path("runs"), "--seed", seed], "cpu");
      reports.push(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
    }
    await withPage(path("runs"), async (page, url) => {
      await page.goto(url);
      const links = page.locator("tbody a");
      await links.first().waitFor();
      assert.equal(await links.count(), 2);
      const ids = (await links.allTextContents()) as [string, string];
      for (const box of await page.locator('input[type="checkbox"]').all()) await box.check();
      await page.getByRole("button", { name: "Compare 2 runs" }).click();
      await page.getByRole("cell", { name: "seed", exact: true }).waitFor();
      assert.match(page.url(), /#\/compare\//);

      await page.goto(`${url}#/run/${ids[0]}`);
      await page.locator("figure canvas").first().waitFor();
      // The newest is listed first.
      const last = reports[1]?.epochs.at(-1);
      const four = (value: number | null | undefined) => value?.toPrecision(4);
      assert.match(
        (await labelOf(page, "Loss")) ?? "",
        new RegExp(
          `training ${four(last?.train.loss)}, validation ${four(last?.validation?.loss)}$`,
        ),
      );
      assert.match((await labelOf(page, "Learning rate")) ?? "", /host/);
      assert.match((await labelOf(page, "Epoch boundary, ms")) ?? "", /whole .*assemble/);
      assert.match((await page.locator("dl").textContent()) ?? "", /statuscompletedepoch3 of 3/);
    });
  }),
);

testUnless(missing, "the board follows a run that goes on, and takes its texts for text", () =>
  withScratch(async ({ path }) => {
    mkdirSync(path("runs"));
    const script = "<img src=x onerror=\"document.title='broken in'\">";
    const epochOf = (epoch: number) => ({
      at_ms: epoch,
      epoch,
      step: epoch * 4,
      train: { loss: 1 / epoch, metrics: { [script]: 0.5 } },
      learning_rate: 0.1,
      step_ms: 1,
      wall_s: 1,
      best: true,
    });
    const writer = new RunWriter(
      path("runs/a"),
      recordOf({ name: script, device: script, config: { [script]: script }, epochs: 9 }),
    );
    writer.append("epochs", [epochOf(1)]);
    writer.append("events", [
      { at_ms: 1, kind: "mode", step: 2, epoch: 1, incident: { kind: script, message: script } },
    ]);
    await withPage(path("runs"), async (page, url) => {
      await page.goto(`${url}#/run/a`);
      await waitUntil("the first epoch is shown", async () =>
        /training 1$/.test((await labelOf(page, "Loss").catch(() => "")) ?? ""),
      );
      writer.append("epochs", [epochOf(2)]);
      writer.update({ epoch: 2 });
      await waitUntil("the second epoch is shown", async () =>
        /training 0.5000$/.test((await labelOf(page, "Loss")) ?? ""),
      );
      assert.match((await page.locator("dl").textContent()) ?? "", /2 of 9/);
      await page.locator("summary", { hasText: "Settings" }).click();
      assert.equal(await page.locator("img").count(), 0);
      assert.doesNotMatch(await page.title(), /^broken in/);
    });
  }),
);

testUnless(missing, "the board fits a phone, and is used by keyboard alone", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("runs/a"), recordOf()).append("epochs", [
      { epoch: 1, step: 4, train: { loss: 1, metrics: {} } },
    ]);
    await withPage(path("runs"), async (page, url) => {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto(url);
      const link = page.getByRole("link", { name: "a", exact: true });
      await link.waitFor();
      await link.focus();
      await page.keyboard.press("Enter");
      await page.locator("figure:not([hidden]) canvas").first().waitFor();
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok((width as number) <= 360, `${width}`);
    });
  }),
);
