import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { chartLabel, missingBrowser, withBoardPage } from "../_support/browser/board_page.ts";
import { runCommand } from "../_support/processes/run_command.ts";

/** Where pictures go: `docs/images`, if they are to be taken. */
const folder = process.env.TOLARIA_PICTURES;

const missing =
  missingBrowser ?? (folder === undefined ? "pictures are taken by npm run pictures" : undefined);

/** Bytes that a picture may have. */
const MOST_BYTES = 150_000;

const DESKTOP = { width: 1_200, height: 900 };
const PHONE = { width: 390, height: 844 };

const SIZES = { desktop: DESKTOP, phone: PHONE };

async function train(job: string, runs: string, ...options: string[]): Promise<void> {
  const path = `tests/fixtures/jobs/${job}.ts`;
  const { code, stderr } = await runCommand(["train", path, "--quiet", "--runs", runs, ...options]);
  assert.equal(code, 0, stderr);
}

/** Takes one page on desktop and phone, light and dark. */
async function takePictures(
  runs: string,
  name: string,
  hash: string,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const to = folder as string;
  mkdirSync(to, { recursive: true });
  for (const [device, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"] as const) {
      const work = async (page: Page, url: string) => {
        await page.goto(`${url}${hash}`);
        await prepare(page);
        const path = join(to, `board_${name}_${device}_${colorScheme}.png`);
        await page.screenshot({ path, animations: "disabled" });
        const { size } = statSync(path);
        assert.ok(size > 5_000 && size < MOST_BYTES, `${path} has ${size} bytes`);
      };
      await withBoardPage(runs, work, { viewport, colorScheme });
    }
  }
}

const runsIn = (directory: string, job: string) =>
  readdirSync(directory).filter((name) => name.includes(job));

testUnless(missing, "pictures of the board: a run in which two seeds grew", () =>
  withScratch(async ({ path }) => {
    await train("board_growing", path("runs"));
    const [id] = runsIn(path("runs"), "growing");
    await takePictures(path("runs"), "seeds", `#/run/${id}`, async (page) => {
      assert.match(await chartLabel(page, "Share of a seed in its slot's output"), /conv1 .*conv2/);
      await page.getByRole("img", { name: /^conv2: / }).waitFor();
      await page.getByRole("table", { name: "Confusion matrix" }).waitFor();
      await page.getByRole("heading", { name: "Seeds", exact: true }).scrollIntoViewIfNeeded();
      await page.evaluate("scrollBy(0, 220)");
    });
  }),
);

testUnless(missing, "pictures of the board: a run that recovered from a spike", () =>
  withScratch(async ({ path }) => {
    await train("board_spike", path("runs"));
    const [id] = runsIn(path("runs"), "spike");
    await takePictures(path("runs"), "spike", `#/run/${id}`, async (page) => {
      assert.match(await chartLabel(page, "Loss"), /gone back over/);
      await page.getByRole("button", { name: "Loss: logarithmic scale" }).click();
      await page.getByRole("button", { name: /rollback/ }).click();
      await page.locator("details[open]", { hasText: "went back" }).first().waitFor();
      await page.evaluate("scrollTo(0, 0)");
    });
  }),
);

testUnless(missing, "pictures of the board: the trace of an epoch", () =>
  withScratch(async ({ path }) => {
    await train("board_spike", path("runs"));
    const [id] = runsIn(path("runs"), "spike");
    await takePictures(path("runs"), "trace", `#/run/${id}`, async (page) => {
      await page.getByLabel("Part of the run").selectOption({ label: "epoch 2" });
      await page.getByRole("table", { name: "Trace" }).scrollIntoViewIfNeeded();
      await page.getByRole("region", { name: "Trace" }).evaluate("node => node.scrollIntoView()");
    });
  }),
);

testUnless(missing, "pictures of the board: three runs compared", () =>
  withScratch(async ({ path }) => {
    for (const options of [
      ["--set", "learningRate=1e-3"],
      ["--set", "learningRate=3e-3"],
      ["--set", "learningRate=1e-2", "--set", "width=32"],
    ]) {
      await train("board_compared", path("runs"), ...options);
    }
    const ids = runsIn(path("runs"), "compared").join(",");
    await takePictures(path("runs"), "compared", `#/compare/${ids}`, async (page) => {
      await chartLabel(page, "Validation accuracy");
      await page.getByRole("columnheader", { name: "learningRate" }).waitFor();
      await page.evaluate("scrollTo(0, 0)");
    });
  }),
);
