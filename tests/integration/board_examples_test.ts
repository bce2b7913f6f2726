import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { listRuns, RunWriter } from "../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { missingBrowser, withBoardPage } from "../_support/browser/board_page.ts";
import { recordOf } from "../_support/observers/run_records.ts";
import { runCommand } from "../_support/processes/run_command.ts";

testUnless(
  missingBrowser,
  "the board shows the examples that a run has recorded, point by point",
  () =>
    withScratch(async ({ path }) => {
      const job = ["train", "tests/fixtures/jobs/tiny.ts", "--quiet", "--runs", path("runs")];
      const { code, stderr } = await runCommand(job, "cpu");
      assert.equal(code, 0, stderr);
      const [run] = listRuns(path("runs"));
      assert.ok(run && "record" in run);
      const { examples, step } = JSON.parse(readFileSync(`${run.folder}/examples.json`, "utf8"));
      assert.deepEqual([examples.length, step], [10, run.record.step]);
      await withBoardPage(path("runs"), async (page, url) => {
        await page.setViewportSize({ width: 360, height: 800 });
        await page.goto(`${url}#/run/${run.record.id}`);
        const items = page.locator(".examples > li");
        await items.first().waitFor();
        assert.equal(await items.count(), 10);
        for (const [at, { pixels, truth, predicted, right, sureness }] of examples.entries()) {
          const item = items.nth(at);
          const said = (await item.textContent()) ?? "";
          const sure = `${(100 * sureness).toFixed(0)} %`;
          assert.equal(
            said,
            `${right ? "✓ right" : "✗ wrong"}is${truth}predicted${predicted}sure${sure}`,
          );
          assert.equal(await item.getByRole("img", { name: `example of ${truth}` }).count(), 1);
          const context = `document.querySelectorAll(".examples canvas")[${at}].getContext("2d")`;
          const drawn = await page.evaluate(`[...${context}.getImageData(0, 0, 12, 12).data]`);
          const red = (drawn as number[]).filter((_, place) => place % 4 === 0);
          assert.deepEqual(red, [...Buffer.from(pixels, "base64")]);
        }
        const width = await page.evaluate("document.documentElement.scrollWidth");
        assert.ok((width as number) <= 360, `${width}`);
      });
    }),
);

testUnless(missingBrowser, "the board takes texts of examples for text", () =>
  withScratch(async ({ path }) => {
    const script = "<img src=x onerror=\"document.title='broken in'\">";
    new RunWriter(path("runs/a"), recordOf()).examples({
      step: 1,
      examples: [{ text: script, truth: script, predicted: " ", right: false, sureness: 0.25 }],
    });
    await withBoardPage(path("runs"), async (page, url) => {
      await page.goto(`${url}#/run/a`);
      const said = (await page.locator(".examples > li").textContent()) ?? "";
      assert.equal(said, `${script}✗ wrongis${script}predicted" "sure25 %`);
      assert.equal(await page.locator("img").count(), 0);
      assert.doesNotMatch(await page.title(), /^broken in/);
    });
  }),
);
