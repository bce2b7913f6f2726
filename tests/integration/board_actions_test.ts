import assert from "node:assert/strict";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { missingBrowser, withBrowser } from "../_support/browser/board_page.ts";
import { startLiveRun } from "../_support/observers/live_run.ts";

testUnless(missingBrowser, "the board acts on a run for whoever opens it with the token", () =>
  withScratch(async ({ path }) => {
    const run = await startLiveRun({ directory: path("runs") });
    try {
      await withBrowser(async (page) => {
        await page.goto(run.actionsUrl);
        const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
        await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
        // The token stays in this tab, and out of the address.
        assert.match(page.url(), /#\/run\/[\w-]+$/);
        await press("Pause");
        await page.getByText("The run is paused.").waitFor();
        await page.getByText("pause: done").waitFor();
        await press("Resume");
        await page.getByRole("button", { name: "Pause", exact: true }).waitFor();

        await press("Signal emergency…");
        // Without a reason, nothing is sent.
        await press("Signal");
        assert.equal(await page.getByRole("dialog").count(), 1);
        await page.getByLabel("Reason").fill("smoke <b>");
        await press("Signal");
        await page.getByText("Emergency of level minor in force.").waitFor();
        await press("Stand down…");
        await press("Stand down");
        await page.getByRole("button", { name: "Signal emergency…", exact: true }).waitFor();

        // Once there is a checkpoint, for a machine that is too busy to go back to a snapshot.
        await page.locator("dt:text-is('Epoch') + dd", { hasText: /^[1-9]/ }).waitFor();
        await press("Roll back…");
        await page.getByLabel("Steps to go back at least").fill("1");
        await press("Roll back");
        await page.getByText("roll-back: done").waitFor();

        // Asked first, and not done if the answer is no; by keyboard too.
        await press("Stop…");
        await page.keyboard.press("Escape");
        assert.equal(await page.getByRole("dialog").count(), 0);
        await press("Stop…");
        await press("Stop");
        const { endReason, recovery } = await run.done;
        assert.equal(endReason, "interrupted");
        assert.equal(recovery.rollbacks.length, 1);
        await page.locator(".title-row .status", { hasText: "interrupted" }).waitFor();
        assert.equal(
          await page.getByRole("button", { name: "Pause", exact: true }).isVisible(),
          false,
        );
      });
    } finally {
      await run.end();
    }
  }),
);

testUnless(missingBrowser, "the board only shows to whoever opens it without the token", () =>
  withScratch(async ({ path }) => {
    const run = await startLiveRun({ directory: path("runs") });
    try {
      await withBrowser(async (page) => {
        await page.goto(`${run.url}#/live`);
        await page.getByText("open the address that its console shows").waitFor();
        assert.equal(await page.getByRole("button", { name: "Pause", exact: true }).count(), 0);
      });
    } finally {
      await run.end();
    }
  }),
);
