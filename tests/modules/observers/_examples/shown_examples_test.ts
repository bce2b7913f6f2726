import assert from "node:assert/strict";
import { test } from "node:test";
import { shownExamples } from "../../../../modules/observers/_examples/mod.ts";

const column = (shape: readonly number[], values: readonly number[]) => ({
  shape,
  values: Float32Array.from(values),
});

type Shown = {
  readonly height: number;
  readonly width: number;
  readonly examples: readonly Record<string, unknown>[];
};

test("shownExamples() scales gray pixels, and tells truth, prediction and sureness", () => {
  const shown = shownExamples({
    step: 4,
    size: 2,
    input: column([1, 2, 1], [-1, 0, 1, 1]),
    // A difference of ln 3 between two logits: 3 to 1.
    output: column([2], [0, Math.log(3), Math.log(3), 0]),
    target: column([], [1, 1]),
    classes: 2,
    categories: ["<b>no</b>", "yes"],
  }) as unknown as Shown;
  const [first, second] = shown.examples;
  assert.deepEqual([...Buffer.from(String(first?.pixels), "base64")], [0, 128]);
  assert.deepEqual([...Buffer.from(String(second?.pixels), "base64")], [255, 255]);
  assert.deepEqual([first?.truth, first?.predicted, first?.right], ["yes", "yes", true]);
  assert.deepEqual([second?.truth, second?.predicted, second?.right], ["yes", "<b>no</b>", false]);
  assert.ok(Math.abs(Number(first?.sureness) - 0.75) < 1e-6);
});

test("shownExamples() keeps the channels of RGB, and few enough points of large images", () => {
  const side = 200;
  const values = Array.from({ length: side * side * 3 * 17 }, (_, at) => at % 3);
  const shown = shownExamples({
    step: 1,
    size: 17,
    input: column([side, side, 3], values),
    output: column([1], new Array(17).fill(0)),
  }) as unknown as Shown;
  assert.equal(shown.examples.length, 16);
  const pixels = Buffer.from(String(shown.examples[0]?.pixels), "base64");
  assert.deepEqual([...pixels.subarray(0, 6)], [0, 128, 255, 0, 128, 255]);
  assert.equal(pixels.length, shown.height * shown.width * 3);
  assert.ok(JSON.stringify(shown).length < 80_000, `${JSON.stringify(shown).length}`);
});

test("shownExamples() cuts texts, and shows nothing of tables", () => {
  const sample = { step: 1, size: 1, input: column([3], [1, 2, 3]), output: column([1], [0]) };
  assert.equal(shownExamples(sample), undefined);
  const text = { text: `${"x".repeat(600)}end`, truth: "a", predicted: "b", right: false };
  const shown = shownExamples({ ...sample, texts: [{ ...text, sureness: 0.5 }] });
  assert.ok(shown);
  const [{ text: cut }] = shown.examples as [{ text: string }];
  assert.equal(cut.length, 500);
  assert.ok(cut.endsWith("end"));
});
