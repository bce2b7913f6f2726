import assert from "node:assert/strict";
import { test } from "node:test";
import { expandBraces } from "../../../../modules/data/webdataset/expand_braces.ts";

test("expandBraces() counts with as many digits as written", () => {
  assert.deepEqual(expandBraces("t-{08..11}.tar"), [
    "t-08.tar",
    "t-09.tar",
    "t-10.tar",
    "t-11.tar",
  ]);
  assert.deepEqual(expandBraces("{8..10}"), ["8", "9", "10"]);
  assert.deepEqual(expandBraces("{2..0}"), ["2", "1", "0"]);
});

test("expandBraces() combines lists and ranges, the first counting slowest", () => {
  assert.deepEqual(expandBraces("{a,b}/{1..2}"), ["a/1", "a/2", "b/1", "b/2"]);
});

test("expandBraces() returns a name without braces", () => {
  assert.deepEqual(expandBraces("train.tar"), ["train.tar"]);
});

test("expandBraces() refuses what is neither range nor list, and millions of names", () => {
  assert.throws(() => expandBraces("{0...9}"), {
    name: "RangeError",
    message: /^Braces must hold a range such as \{000\.\.009\} or a list.* in "\{0\.\.\.9\}"\.$/,
  });
  assert.throws(() => expandBraces("{a,b{0..1}}"), /but are \{a,b\{0\.\.1\}/);
  assert.throws(() => expandBraces("{0..9999999}"), /names more than 1,000,000 files/);
});
