import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import {
  adamw,
  bitsPerCharacter,
  constant,
  createTrainer,
  generate,
  gpt,
  loadModel,
  silent,
  text,
} from "../../modules/mod.ts";
import { type Scratch, withScratch } from "../../testing/_support/scratch.ts";
import { EACH_BACKEND, TEST_BACKEND } from "../../testing/_support/test_backend.ts";
import { type CommandResult, runCommand } from "../_support/processes/run_command.ts";
import { onStillClock } from "../_support/training/still_clock.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/gpt2");

/** Trains a GPT on letters that come again and again, and saves it. Returns the bits per character of the validation. */
async function train(
  { path, write }: Scratch,
  host = gpt({ layers: 1, heads: 2, width: 16 }),
  { backend = TEST_BACKEND as string, letters = "abc" } = {},
): Promise<number> {
  write("text.txt", letters.repeat(480 / letters.length));
  await using trainer = createTrainer({
    host,
    data: text({ files: path("text.txt"), length: 8, validation: 0.2, cache: false }),
    batchSize: 8,
    seed: 3,
    modules: onStillClock([
      EACH_BACKEND[backend]?.() ?? [],
      [adamw(), constant(0.02), bitsPerCharacter(), silent()],
    ]),
  });
  const { epochs } = await trainer.run({ epochs: 12 });
  await trainer.save(path("model"), { weights: "last" });
  return epochs.at(-1)?.validation?.metrics.bits_per_character as number;
}

for (const backend of Object.keys(EACH_BACKEND)) {
  test(`gpt() learns a text on ${backend}, is saved and goes on with it`, () =>
    withScratch(async (scratch) => {
      assert.ok((await train(scratch, undefined, { backend })) < 0.1);
      const model = await loadModel(scratch.path("model"), { backend: EACH_BACKEND[backend]?.() });
      const before = tf.memory().numTensors;
      for (const cache of [true, false]) {
        const { text } = await generate(model, "bcab", { tokens: 20, temperature: 0, cache });
        assert.equal(text, "cabcabcabcabcabcabca");
      }
      assert.equal(tf.memory().numTensors, before, "tensors left behind");
      await model.dispose();
    }));
}

test("gpt() goes on to learn from GPT-2's weights, and goes on with the text", () =>
  withScratch(async (scratch) => {
    // 12 letters and one id for all others are its 13 ids, and windows of 8 its positions.
    const host = gpt({ from: join(FIXTURES, "model.safetensors"), heads: 3 });
    assert.ok((await train(scratch, host, { letters: "abcdefghijkl" })) < 0.5);
    await using model = await loadModel(scratch.path("model"), { backend: EACH_BACKEND.cpu?.() });
    const { text } = await generate(model, "ab", { tokens: 6, temperature: 0 });
    assert.equal(text, "cdefgh");
  }));

test("tolaria generate goes on with a prompt, and refuses others with exit code 2", () =>
  withScratch(async (scratch) => {
    await train(scratch);
    const run = (...args: string[]): Promise<CommandResult> =>
      runCommand(["generate", scratch.path("model"), "--backend", "cpu", ...args], "cpu");
    const greedy = await run("--prompt", "ab", "--tokens", "7", "--greedy");
    assert.deepEqual([greedy.code, greedy.stdout], [0, "abcabcabc\n"]);
    assert.match(greedy.stderr, /^7 tokens in \d+\.\d\d s: [\d.]+ tokens a second on cpu\n$/);

    const drawn = [
      "--prompt",
      "ab",
      "--tokens",
      "12",
      "--temperature",
      "9",
      "--seed",
      "5",
      "--json",
    ];
    const [first, again, whole] = [
      await run(...drawn),
      await run(...drawn, "--quiet"),
      await run(...drawn, "--no-cache"),
    ].map(({ stdout }) => JSON.parse(stdout));
    assert.deepEqual([first.prompt, first.tokens, first.cached], ["ab", 12, true]);
    assert.equal(first.text.length, 12);
    assert.equal(again.text, first.text);
    assert.deepEqual([whole.text, whole.cached], [first.text, false]);
    const other = await run(...drawn.with(5, "8").with(7, "6"));
    assert.notEqual(JSON.parse(other.stdout).text, first.text);

    const refused = [
      await run("--prompt", ""),
      await run("--prompt", "a", "--temperature", "-1"),
      await runCommand(["generate", scratch.path("none"), "--prompt", "a"], "cpu"),
    ];
    assert.deepEqual(
      refused.map(({ code }) => code),
      [2, 2, 2],
    );
    assert.match(refused[0]?.stderr ?? "", /The prompt must have at least one token, but is empty/);
    assert.match(refused[2]?.stderr ?? "", /there is no ".*none"/i);
  }));
