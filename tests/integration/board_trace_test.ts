import assert from "node:assert/strict";
import { readRunLines } from "../../modules/mod.ts";
import { listRuns } from "../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { missingBrowser, withBoardPage } from "../_support/browser/board_page.ts";
import { runCommand } from "../_support/processes/run_command.ts";

interface Span {
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly at_ms: number;
  readonly ms: number;
}

testUnless(missingBrowser, "the board draws the trace of a run that sent its spans nowhere", () =>
  withScratch(async ({ path }) => {
    const job = ["train", "tests/fixtures/jobs/tiny.ts", "--quiet", "--runs", path("runs")];
    assert.equal((await runCommand(job, "cpu")).code, 0);
    const [run] = listRuns(path("runs"));
    assert.ok(run);
    const spans = readRunLines(run.folder).spans as readonly Span[];
    const [whole] = spans.filter(({ name }) => name === "tolaria.run");
    const epochs = spans.filter(({ name }) => name === "tolaria.epoch");
    assert.deepEqual(
      epochs.map(({ parent }) => parent),
      [whole?.id, whole?.id, whole?.id],
    );
    const below = spans.filter(({ parent }) => parent === epochs[1]?.id);
    const [boundary] = below.filter(({ name }) => name === "tolaria.boundary");
    const phases = spans.filter(({ parent }) => parent === boundary?.id);
    assert.equal(phases.length, 4);

    await withBoardPage(path("runs"), async (page, url) => {
      await page.goto(`${url}#/live`.replace("live", `run/${run.folder.split("/").at(-1)}`));
      // The last epoch first; by keyboard to the one before.
      const choice = page.getByLabel("Part of the run");
      await page.getByRole("table", { name: "Trace" }).waitFor();
      assert.equal(await choice.inputValue(), String(epochs[2]?.id));
      await page.getByRole("button", { name: "Earlier", exact: true }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await choice.inputValue(), String(epochs[1]?.id));
      const table = page.getByRole("table", { name: "Trace" });
      const rows = await table.locator("tbody tr").count();
      assert.equal(rows, 1 + below.length + phases.length);
      await page.getByText(`${rows} spans over`).waitFor();
      // A span opens to what is known of it, also by keyboard.
      await table.locator("summary", { hasText: "boundary assemble" }).focus();
      await page.keyboard.press("Enter");
      await table.getByText("tolaria.boundary.assemble").waitFor();
      await choice.selectOption({ label: "the whole run" });
      await table.locator("summary", { hasText: /^run$/ }).waitFor();
      assert.equal(await table.locator("summary", { hasText: /^epoch \d$/ }).count(), 3);
    });
  }),
);
