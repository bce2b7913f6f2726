import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { recoverFolder, writeModelFolder } from "../../../core/models/write_folder.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { runChild } from "../../_support/processes/run_child.ts";

/** Times that a process is killed while it saves. */
const KILLS = 12;

/** Kills a process that saves to `directory`, `delayMs` after it began. */
async function killWhileSaving(directory: string, delayMs: number): Promise<void> {
  const { signal, stderr } = await runChild("tests/fixtures/save_models.ts", [directory], {
    onStart: (child) => {
      child.stdout?.once("data", () => setTimeout(() => child.kill("SIGKILL"), delayMs));
    },
  });
  assert.equal(signal, "SIGKILL", stderr);
}

test("writeModelFolder() leaves a whole folder when its process is killed at any moment", () =>
  withScratch(async ({ path }) => {
    const directory = path("model");
    for (let kill = 0; kill < KILLS; kill++) {
      // Moments that have nothing to do with how long a save takes.
      await killWhileSaving(directory, 20 + 7 * kill);
      recoverFolder(directory);
      const files = readdirSync(directory).toSorted();
      assert.deepEqual(files, ["model.json", "tolaria.json", "weights.bin"]);
      const texts = files.map((name) => readFileSync(join(directory, name), "latin1"));
      // All of one save and none of another.
      assert.equal(new Set(texts).size, 1);
      assert.match(texts[0] as string, /^(a{20000}|b{20000})$/);
    }
    // What the dead have left goes with the next save.
    await writeModelFolder(directory, { "tolaria.json": new Uint8Array() });
    assert.deepEqual(readdirSync(path("")), ["model"]);
  }));
