import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { missingBrowser, withBrowser } from "../_support/browser/board_page.ts";
import { startLiveRun } from "../_support/observers/live_run.ts";

testUnless(
  missingBrowser,
  "a page continues from where it stopped once its run restarts on its port",
  () =>
    withScratch(async ({ path }) => {
      const first = await startLiveRun({ directory: path("runs") });
      await withBrowser(async (page, errors) => {
        const asked: (string | null)[] = [];
        page.on("request", (request) => {
          const { pathname, searchParams } = new URL(request.url());
          if (pathname.endsWith("/stream")) asked.push(searchParams.get("after"));
        });
        await page.goto(`${first.url}#/live`);
        await page.locator(".title-row .status", { hasText: "running" }).waitFor();
        await waitUntil("epochs are shown", async () => /[1-9]/.test(await epochOf(page)));
        const { epochs } = await first.end();
        const port = Number(new URL(first.url).port);
        await page.getByText("connection lost").waitFor();
        const second = await startLiveRun({ directory: path("runs"), port });
        try {
          await page.locator(".title-row .status", { hasText: "interrupted" }).waitFor();
          await waitUntil("the last epoch is shown", async () =>
            (await epochOf(page)).startsWith(epochs.length.toLocaleString("en")),
          );
          // It asks for what is new only.
          assert.equal(asked[0], null);
          assert.ok(
            asked.some((id) => /"epochs":\[\d+,[1-9]\d*,[1-9]\d*\]/.test(id ?? "")),
            `${asked}`,
          );
          await page.getByText("A newer run is training").waitFor();
        } finally {
          await second.end();
        }
        // The browser says that it could not connect meanwhile.
        errors.splice(0);
      });
    }),
);

async function epochOf(page: Page): Promise<string> {
  return (await page.locator("dt:text-is('Epoch') + dd").textContent()) ?? "";
}
