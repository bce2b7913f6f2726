import assert from "node:assert/strict";
import { test } from "node:test";
import { errorMessage, unknownName } from "../../../core/mod.ts";

test("errorMessage() gives the reason first, then what could not be done", () => {
  assert.equal(
    errorMessage("the disk is full", "write a checkpoint"),
    "The disk is full. Cannot write a checkpoint.",
  );
});

test("errorMessage() adds no second full stop when the reason is a sentence", () => {
  assert.equal(errorMessage("Is it on?", "connect"), "Is it on? Cannot connect.");
});

test("unknownName() lists the known names when none is near", () => {
  assert.equal(
    unknownName("role", "gradient-aggregator", ["clock", "bus"]),
    'Unknown role "gradient-aggregator"; known roles: clock, bus',
  );
  assert.equal(unknownName("group", "host", []), 'Unknown group "host"; known groups: none');
});

test("unknownName() suggests the nearest name when it is within a third of the letters", () => {
  // Two substitutions each: within a third of 6 letters, not of 4.
  assert.match(
    unknownName("group", "abcdef", ["abcdxy"]),
    /; did you mean "abcdxy"\? Known groups/,
  );
  assert.match(unknownName("group", "abcd", ["abxy"]), /"abcd"; known groups/);
});

test("unknownName() suggests a name whose neighbouring letters are swapped", () => {
  // One swap in 3 letters; two substitutions would be too many.
  assert.match(unknownName("optimizer", "sdg", ["adam", "sgd"]), /did you mean "sgd"\?/);
});

test("unknownName() ignores case when it looks for the nearest name", () => {
  assert.match(unknownName("option", "BATCHSIZE", ["batchSize"]), /did you mean "batchSize"\?/);
});
