import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addAxis,
  drawCombinations,
  everyCombination,
  type SearchAxis,
} from "../../../cli/sweep/search_space.ts";

const DEFAULTS = { learningRate: 1e-3, width: 64, rule: "adamw", shuffle: true };

const axes = (...texts: string[]) =>
  texts.reduce<readonly SearchAxis[]>((before, text) => addAxis(text, before), []);

test("everyCombination() lists the combinations of all values, those of the last option first", () => {
  assert.deepEqual(everyCombination(axes("learningRate=1e-3,3e-3", "rule=sgd,adamw"), DEFAULTS), [
    { learningRate: 1e-3, rule: "sgd" },
    { learningRate: 1e-3, rule: "adamw" },
    { learningRate: 3e-3, rule: "sgd" },
    { learningRate: 3e-3, rule: "adamw" },
  ]);
});

test("everyCombination() leaves out a value that is listed twice", () => {
  assert.deepEqual(everyCombination(axes("width=8,8.0,16"), DEFAULTS), [
    { width: 8 },
    { width: 16 },
  ]);
});

test("everyCombination() refuses ranges, unknown options and wrong types", () => {
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => everyCombination(axes(text), DEFAULTS), message);
  refused("width=8..16", /"width" is a range: say by --random how many combinations to draw/);
  refused("widht=8", /Unknown option "widht"; did you mean "width"\?/);
  refused("width=8,wide", /"width" must be a number like its default, 64, but is "wide"/);
});

test("drawCombinations() draws the same combinations by the same seed, and others by another", () => {
  const drawn = (seed: number) => drawCombinations(axes("width=1..1000000"), DEFAULTS, 3, seed);
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

test("drawCombinations() stays within a range, and draws logarithms uniformly with :log", () => {
  const drawn = drawCombinations(axes("learningRate=1e-4..1e-2:log"), DEFAULTS, 400, 0).map(
    ({ learningRate }) => Number(learningRate),
  );
  assert.ok(drawn.every((rate) => rate >= 1e-4 && rate <= 1e-2));
  // 1e-3 is the middle of the logarithms: 200 of 400, with a standard deviation of sqrt(400 / 4) = 10.
  const below = drawn.filter((rate) => rate < 1e-3).length;
  assert.ok(Math.abs(below - 200) <= 40, String(below));
});

test("drawCombinations() draws each whole number of a range with :int", () => {
  const drawn = drawCombinations(axes("width=3..6:int"), DEFAULTS, 4, 0).map(({ width }) => width);
  assert.deepEqual([...drawn].sort(), [3, 4, 5, 6]);
});

test("drawCombinations() draws from lists beside ranges", () => {
  const drawn = drawCombinations(axes("width=1..9", "shuffle=true,false"), DEFAULTS, 30, 0);
  assert.deepEqual(new Set(drawn.map(({ shuffle }) => shuffle)), new Set([true, false]));
});

test("drawCombinations() refuses more combinations than there are, and ranges of what is no number", () => {
  assert.throws(
    () => drawCombinations(axes("width=3..6:int"), DEFAULTS, 5, 0),
    /"--random" asks for 5 combinations, and there are only 4\. Cannot sweep\./,
  );
  assert.throws(
    () => drawCombinations(axes("rule=1..2"), DEFAULTS, 1, 0),
    /"rule" is no number: list its values, as in rule=a,b/,
  );
});

const WRONG: readonly (readonly [text: string, message: RegExp])[] = [
  ["width", /It must be <name>=<value>,<value> or <name>=<from>\.\.<to>/],
  ["width=", /It must be <name>=<value>/],
  ["width=2..1", /A range goes from a number to a higher one/],
  ["width=a..b", /A range goes from a number to a higher one/],
  ["width=0..1:log", /A range with :log starts above 0/],
  ["width=1..2.5:int", /A range with :int goes from a whole number to another/],
  ["width=1..2:lin", /A range may end with :log or :int, not with :lin/],
];

for (const [text, message] of WRONG) {
  test(`addAxis() says what is wrong with ${text}`, () => {
    assert.throws(() => addAxis(text), message);
  });
}

test("addAxis() refuses an option that is given twice", () => {
  assert.throws(() => axes("width=1", "width=2"), /"width" is given twice/);
});
