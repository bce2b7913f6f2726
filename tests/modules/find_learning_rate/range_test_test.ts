import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { RandomStream } from "../../../core/mod.ts";
import { BrailleCanvas } from "../../../modules/find_learning_rate/braille.ts";
import { showRangeProgress } from "../../../modules/find_learning_rate/progress.ts";
import {
  type RangePoint,
  type RangeTest,
  suggestRates,
} from "../../../modules/find_learning_rate/range_test.ts";
import { rangeTestToJson, renderRangeTest } from "../../../modules/find_learning_rate/render.ts";
import { FakeTerminal } from "../../../testing/_support/fake_terminal.ts";

/** A curve over rates from 1e-6 to 1, 20 steps in a decade. */
function pointsOf(lossAt: (log10Rate: number) => number): RangePoint[] {
  return Array.from({ length: 121 }, (_, index) => {
    const exponent = -6 + index / 20;
    const loss = lossAt(exponent);
    return { step: index + 1, rate: 10 ** exponent, loss, smoothed: loss };
  });
}

/** Falls along a sigmoid that is steepest at 1e-3, and blows up from 1e-1 on. */
const typical = pointsOf((x) => 2 - 1 / (1 + Math.exp(-4 * (x + 3))) + Math.max(0, 20 * (x + 1)));

function testOf(points: RangePoint[]): RangeTest {
  return {
    points,
    suggestion: suggestRates(points),
    endReason: "diverged",
    host: "mlp",
    backend: "cpu",
    seed: 1,
  };
}

test("suggestRates() finds the steepest descent and a tenth of the lowest point's rate", () => {
  const suggestion = suggestRates(typical);
  assert.ok(Math.abs(Math.log10(suggestion?.steepest as number) + 3) < 1e-9);
  assert.ok(Math.abs(Math.log10(suggestion?.minimumTenth as number) + 2) < 1e-9);
});

test("suggestRates() skips the first tenth, which is noisy", () => {
  const jumpy = typical.map((point) =>
    point.step === 2
      ? { ...point, smoothed: 1.9 }
      : point.step === 1
        ? { ...point, smoothed: 3 }
        : point,
  );
  assert.deepEqual(suggestRates(jumpy), suggestRates(typical));
});

test("suggestRates() suggests nothing from a curve that never falls, or from a few points", () => {
  assert.equal(suggestRates(pointsOf((x) => x + 7)), undefined);
  assert.equal(suggestRates(pointsOf(() => 1)), undefined);
  assert.equal(suggestRates(typical.slice(0, 4)), undefined);
  assert.equal(suggestRates([]), undefined);
});

test("suggestRates() suggests nothing from a curve that is flat but for rounding or noise", () => {
  assert.equal(suggestRates(pointsOf((x) => 1 - (x === -3 ? 1e-9 : 0))), undefined);
  // Losses of 1 plus and minus 0.1 at random, smoothed as the range test does.
  const random = new RandomStream(4, "noise");
  let [average, share] = [0, 1];
  const noisy = pointsOf(() => 0.9 + 0.2 * random.next()).map((point) => {
    average = 0.9 * average + 0.1 * point.loss;
    share *= 0.9;
    return { ...point, smoothed: average / (1 - share) };
  });
  assert.equal(suggestRates(noisy), undefined);
});

test("renderRangeTest() says that the first loss was not finite", () => {
  const text = renderRangeTest(testOf([]));
  assert.match(text, /Nothing to suggest: the first loss was not finite\. Look for bad values/);
});

test("renderRangeTest() keeps to its width and points to both rates", () => {
  for (const width of [40, 80, 133]) {
    const text = renderRangeTest(testOf(typical), { width });
    assert.equal(text, stripVTControlCharacters(text));
    const lines = text.split("\n");
    for (const line of lines) assert.ok(line.length <= Math.max(width, 60), `${width}: ${line}`);
    const chart = lines.filter((line) => /[┤└]/.test(line));
    for (const line of chart) assert.ok(line.length <= width, line);
    assert.match(text, /1\.0e-3 steepest descent/);
    assert.match(text, /1\.0e-2 a tenth of the lowest point's/);
    assert.match(text, /Try a peak between 1\.0e-3 and 1\.0e-2\.$/);
  }
});

test("renderRangeTest() marks a rate below its place on the axis", () => {
  const lines = renderRangeTest(testOf(typical), { width: 80 }).split("\n");
  const axis = lines.find((line) => line.includes("└")) as string;
  const mark = lines.find((line) => line.includes("steepest")) as string;
  const ticks = [...axis].flatMap((character, at) => (character === "┬" ? [at] : []));
  // Ticks at 1e-6, 1e-5, 1e-4, 1e-3: the fourth.
  assert.equal(mark.indexOf("▲"), ticks[3]);
});

test("renderRangeTest() explains why there is nothing to suggest", () => {
  const few = testOf(typical.slice(0, 3));
  assert.match(renderRangeTest(few), /Nothing to suggest from fewer than 5 steps\.$/);
  assert.match(renderRangeTest(testOf(pointsOf((x) => x + 7))), /smoothed loss never fell/);
});

test("renderRangeTest() is colored when color is true", () => {
  const colored = renderRangeTest(testOf(typical), { color: true });
  assert.notEqual(colored, stripVTControlCharacters(colored));
  assert.equal(stripVTControlCharacters(colored), renderRangeTest(testOf(typical)));
});

test("rangeTestToJson() survives JSON", () => {
  const json = rangeTestToJson(testOf(typical));
  assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
  assert.equal(json.suggestion?.steepest, suggestRates(typical)?.steepest);
  assert.ok(!("suggestion" in rangeTestToJson(testOf([]))));
});

test("BrailleCanvas draws dots where the Unicode standard numbers them", () => {
  const canvas = new BrailleCanvas(2, 1);
  // Along the upper edge: dots 1 and 4 of each character.
  canvas.line({ x: 0, y: 1 }, { x: 1, y: 1 });
  assert.deepEqual(canvas.lines(), ["⠉⠉"]);
  // Down the left edge: dots 1, 2, 3, 7 of the first.
  canvas.line({ x: 0, y: 1 }, { x: 0, y: 0 });
  assert.deepEqual(canvas.lines(), ["⡏⠉"]);
});

test("showRangeProgress() writes the first step and each tenth when there is no terminal", () => {
  const stream = new FakeTerminal(false);
  const progress = showRangeProgress(stream);
  for (const point of typical.slice(0, 100)) progress.onPoint(point, 100);
  progress.end();
  assert.equal(stream.lines.filter((line) => line !== "").length, 11);
  assert.match(stream.lines[1] as string, /^step 10\/100 {2}rate 2\.8e-6 {2}loss 2\.000$/);
});

test("showRangeProgress() draws over one line of a terminal, and takes it away", () => {
  const stream = new FakeTerminal(true, 40);
  const progress = showRangeProgress(stream);
  for (const point of typical.slice(0, 100)) progress.onPoint(point, 100);
  assert.match(stream.lines[0] as string, /^step 100\/100 {2}rate/);
  progress.end();
  assert.deepEqual(stream.lines, [""]);
});
