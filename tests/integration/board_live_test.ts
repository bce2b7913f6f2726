import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import type { Page } from "playwright-core";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { missingBrowser, withBrowser } from "../_support/browser/board_page.ts";
import { startLiveRun } from "../_support/observers/live_run.ts";
import { freePort } from "../_support/processes/free_port.ts";
import { runChild } from "../_support/processes/run_child.ts";

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
        await waitUntil("epochs are shown", async () => /[1-9]/.test(await factOf(page, "Epoch")));
        const { epochs } = await first.end();
        const port = Number(new URL(first.url).port);
        await page.getByText("connection lost").waitFor();
        const second = await startLiveRun({ directory: path("runs"), port });
        try {
          await page.locator(".title-row .status", { hasText: "interrupted" }).waitFor();
          await waitUntil("the last epoch is shown", async () =>
            (await factOf(page, "Epoch")).startsWith(epochs.length.toLocaleString("en")),
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

testUnless(missingBrowser, "a page goes on while the loop is inside steps of 5 s each", () =>
  withScratch(async ({ path }) => {
    const port = await freePort();
    const said: string[] = [];
    let child: ChildProcess | undefined;
    const args = ["train", "tests/fixtures/jobs/slow_steps.ts", "--quiet", "--runs", path("runs")];
    const done = runChild("cli/main.ts", [...args, "--page", String(port)], {
      onStart: (started) => {
        child = started;
        started.stderr?.on("data", (text: string) => said.push(...text.trim().split("\n")));
      },
    });
    try {
      const held = () => said.findLast((line) => /^(HELD|FREE) /.test(line));
      // The page is served in the very first step, while the loop has not heard of it yet.
      const url = `http://127.0.0.1:${port}/`;
      const served = () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        );
      await waitUntil("the page is served", served);
      assert.equal(held(), "HELD 0");
      await withBrowser(async (page) => {
        await page.goto(`${url}#/live`);
        await page.locator(".title-row .status", { hasText: "running" }).waitFor();
        // Of one and the same step, in one and the same hold: the time in it and the time of the run go on.
        let seen: { step: string; held: string | undefined; now: number; run: number } | undefined;
        await waitUntil("time goes on within a step", async () => {
          const before = held();
          const [, step = "", seconds] =
            /in step (\d+) for ([\d.]+) s/.exec(await factOf(page, "Now")) ?? [];
          const now = { step, held: before, now: Number(seconds), run: await secondsOf(page) };
          if (step === "" || !before?.startsWith("HELD") || held() !== before) return false;
          if (seen?.held !== before || seen.step !== step) seen = now;
          return now.now - seen.now >= 1.5 && now.run - seen.run >= 1.5;
        });
        // Once a step is done, the page says so within the next one.
        await waitUntil("a step that is done is shown within the next one", async () => {
          const before = held();
          const shown = Number(await factOf(page, "Step"));
          const at = Number(/in step (\d+)/.exec(await factOf(page, "Now"))?.[1]);
          return (
            before?.startsWith("HELD") === true && before === held() && at === shown + 1 && at > 1
          );
        });
      });
    } finally {
      child?.kill("SIGKILL");
      await done;
    }
  }),
);

async function factOf(page: Page, name: string): Promise<string> {
  return (await page.locator(`dt:text-is('${name}') + dd`).textContent()) ?? "";
}

/** How long the run takes so far, as the page shows it, s. */
async function secondsOf(page: Page): Promise<number> {
  const [, minutes, seconds] = /(?:(\d+) m )?([\d.]+) s/.exec(await factOf(page, "Time")) ?? [];
  return 60 * Number(minutes ?? 0) + Number(seconds);
}
