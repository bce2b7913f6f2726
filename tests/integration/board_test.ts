import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { JsonReport } from "../../modules/mod.ts";
import { RunWriter } from "../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { chartLabel, missingBrowser, withBoardPage } from "../_support/browser/board_page.ts";
import { recordOf } from "../_support/observers/run_records.ts";
import { runCommand } from "../_support/processes/run_command.ts";

testUnless(
  missingBrowser,
  "the board shows the numbers of a run's report, and compares two runs",
  () =>
    withScratch(async ({ path }) => {
      const job = ["train", "tests/fixtures/jobs/tiny.ts", "--quiet", "--json"];
      const reports: JsonReport[] = [];
      for (const seed of ["1", "2"]) {
        const { stdout } = await runCommand(
          [...job, "--runs", path("runs"), "--seed", seed],
          "cpu",
        );
        reports.push(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
      }
      await withBoardPage(path("runs"), async (page, url) => {
        await page.goto(url);
        const links = page.locator("tbody a");
        await links.first().waitFor();
        assert.equal(await links.count(), 2);
        const ids = (await links.allTextContents()) as [string, string];
        for (const box of await page.locator('input[type="checkbox"]').all()) await box.check();
        await page.getByRole("button", { name: "Compare 2 runs" }).click();
        await page.getByRole("columnheader", { name: "seed", exact: true }).waitFor();
        assert.match(page.url(), /#\/compare\//);

        await page.goto(`${url}#/run/${ids[0]}`);
        // The newest is listed first.
        const last = reports[1]?.epochs.at(-1);
        const four = (value: number | null | undefined) => value?.toPrecision(4);
        assert.match(
          await chartLabel(page, "Loss"),
          new RegExp(
            `training ${four(last?.train.loss)}, validation ${four(last?.validation?.loss)}$`,
          ),
        );
        assert.match(await chartLabel(page, "Learning rate"), /host/);
        assert.match(await chartLabel(page, "Epoch boundary, ms"), /whole .*assemble/);
        assert.match((await page.locator("dl.facts").textContent()) ?? "", /^Epoch3 of 3Step6/);
        assert.equal(await page.locator(".title-row .status").textContent(), "completed");
      });
    }),
);

testUnless(
  missingBrowser,
  "the board follows a run that goes on, and takes its texts for text",
  () =>
    withScratch(async ({ path }) => {
      mkdirSync(path("runs"));
      const script = "<img src=x onerror=\"document.title='broken in'\">";
      const epochOf = (epoch: number) => ({
        at_ms: epoch,
        epoch,
        step: epoch * 4,
        train: { loss: 1 / epoch, metrics: { [script]: 0.5 } },
        validation: {
          loss: 1 / epoch,
          metrics: {},
          matrices: {
            [script]: {
              classes: [script, "b"],
              counts: [
                [1, 2],
                [3, 4],
              ],
            },
          },
        },
        seeds: [{ seed: script, generation: 1, share: 0.5, cosine: 0.1 }],
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
        {
          at_ms: 1,
          kind: "seed/transition",
          step: 3,
          epoch: 1,
          attributes: { "tolaria.seed.id": script, "tolaria.seed.to": script },
        },
        {
          at_ms: 1,
          kind: "breaker",
          step: 3,
          epoch: 1,
          attributes: {
            "tolaria.breaker.name": script,
            "tolaria.breaker.to": script,
            [script]: script,
          },
        },
      ]);
      const owned = {
        name: "tolaria.memory.owner_bytes",
        value: 1e6,
        attributes: { owner: script },
      };
      const rated = { name: "tolaria.learning_rate", value: 1, attributes: { group: script } };
      const all = { name: "tolaria.tensor_bytes", value: 1e6, attributes: {} };
      writer.append("readings", [{ at_ms: 1, epoch: 1, step: 4, readings: [owned, rated, all] }]);
      await withBoardPage(path("runs"), async (page, url) => {
        await page.goto(`${url}#/run/a`);
        await waitUntil("the first epoch is shown", async () =>
          /training 1, validation 1$/.test(await chartLabel(page, "Loss")),
        );
        writer.append("epochs", [epochOf(2)]);
        writer.update({ epoch: 2 });
        await waitUntil("the second epoch is shown", async () =>
          /training 0.5000, validation 0.5000$/.test(await chartLabel(page, "Loss")),
        );
        assert.match((await page.locator("dl.facts").textContent()) ?? "", /2 of 9/);
        await page.locator("summary", { hasText: "Settings" }).click();
        for (const text of await page.locator("details").all())
          await text.evaluate("it => it.open = true");
        assert.match(await chartLabel(page, "Memory of tensors, MB"), /<img src=x/);
        for (const name of ["Seeds", "Modes, breakers and emergencies"]) {
          assert.match(
            (await page.getByLabel(name, { exact: true }).textContent()) ?? "",
            /<img src=x/,
          );
        }
        assert.equal(await page.locator("img").count(), 0);
        assert.doesNotMatch(await page.title(), /^broken in/);
      });
    }),
);

testUnless(missingBrowser, "the board fits a phone, and is used by keyboard alone", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("runs/a"), recordOf()).append("epochs", [
      { epoch: 1, step: 4, train: { loss: 1, metrics: {} } },
    ]);
    await withBoardPage(path("runs"), async (page, url) => {
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
