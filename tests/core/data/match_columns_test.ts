import assert from "node:assert/strict";
import { test } from "node:test";
import { matchColumns } from "../../../core/data/match_columns.ts";
import { floats } from "../../_support/providers/stub_host.ts";

const match = (names: readonly (string | undefined)[], columns: readonly string[]) =>
  matchColumns(
    { kind: "input", names },
    columns.map((name) => floats([1], name)),
  );

test("matchColumns() goes by name if the names agree", () => {
  assert.deepEqual(match(["a", "b"], ["b", "a"]), [1, 0]);
  assert.deepEqual(match(["a", "b", "c"], ["c", "a", "b"]), [1, 2, 0]);
  assert.deepEqual(match(["a", "b"], ["a", "b"]), [0, 1]);
});

test("matchColumns() matches unnamed columns and ends in order", () => {
  assert.deepEqual(match([undefined, "a"], ["a", "x"]), [1, 0]);
  assert.deepEqual(match([undefined, undefined], ["x", "y"]), [0, 1]);
});

test("matchColumns() goes by order if no name agrees, or those that do are in their places", () => {
  assert.deepEqual(match(["a", "b"], ["x", "y"]), [0, 1]);
  assert.deepEqual(match(["a", "b"], ["a", "y"]), [0, 1]);
  assert.deepEqual(match(["a"], ["x"]), [0]);
});

test("matchColumns() refuses columns that names and order put elsewhere", () => {
  assert.throws(() => match(["a", "b"], ["x", "a"]), {
    code: "host/unsupported",
    message:
      "The columns x, a could be meant for the network's inputs a, b by name or in their order: give them the same names, or no name in common.",
  });
});

test("matchColumns() leaves a wrong number of columns to whoever counts them", () => {
  assert.deepEqual(match(["a", "b"], ["b"]), [0]);
});
