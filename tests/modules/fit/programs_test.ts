import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tf } from "../../../deps.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import type { Outcome } from "../../fixtures/fit/_program.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/fit");

const PROGRAMS = readdirSync(FOLDER)
  .filter((file) => /^[a-z]\w*\.ts$/.test(file))
  .sort();

/** Programs whose order of examples and dropout differ from tfjs's: how far their last numbers may be apart. */
const NOISY: Readonly<Record<string, number>> = { "shuffled.ts": 0.12 };

/** Where the programs lie with the other import. */
let changed = "";

before(async () => {
  await tf.setBackend("cpu");
  changed = mkdtempSync(join(FOLDER, ".ours-"));
});

after(() => rmSync(changed, { recursive: true, force: true }));

/** The program with the line that imports `fit` changed, and no other. */
function withOurs(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.endsWith(' from "./_stock.ts";'));
  assert.notEqual(at, -1, "a program imports fit from _stock.ts");
  lines[at] = (lines[at] as string).replace("./_stock.ts", "tolaria");
  return lines.join("\n").replace('"./_program.ts"', '"../_program.ts"');
}

async function run(path: string): Promise<Outcome> {
  const module: { readonly default: () => Promise<Outcome> } = await import(
    pathToFileURL(path).href
  );
  return module.default();
}

for (const file of PROGRAMS) {
  test(`fit() does what model.fit does in ${file} when the import is changed`, async () => {
    const stock = await run(join(FOLDER, file));
    const text = readFileSync(join(FOLDER, file), "utf8");
    writeFileSync(join(changed, file), withOurs(text));
    const before = tf.memory().numTensors;
    const ours = await run(join(changed, file));
    assert.ok(tf.memory().numTensors - before < 60, "tensors of the program");
    const expected = stock.history.history;
    const actual = ours.history.history;
    assert.deepEqual(Object.keys(actual), Object.keys(expected));
    assert.deepEqual(ours.history.epoch, stock.history.epoch);
    const noise = NOISY[file];
    for (const [key, values] of Object.entries(expected)) {
      const numbers = actual[key] as number[];
      if (noise === undefined) assertClose(numbers, values as number[], 1e-5, key);
      else assertClose(numbers.slice(-1), (values as number[]).slice(-1), noise, key);
    }
    if (noise === undefined) assertClose(ours.predictions, stock.predictions, 1e-5, "predictions");
  });
}

test("the programs are at least ten, each another kind of job", () => {
  assert.ok(PROGRAMS.length >= 10, `${PROGRAMS.length} programs`);
});
