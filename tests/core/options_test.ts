import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions, show } from "../../core/mod.ts";
import { z } from "../../deps.ts";

const Schema = z.strictObject({
  rate: z.number().positive(),
  kind: z.enum(["a", "b"]).default("a"),
  inner: z.strictObject({ count: z.int().max(3) }).optional(),
  either: z.union([z.number(), z.strictObject({ count: z.int() })]).optional(),
});

function messageFor(options: unknown): string {
  try {
    parseOptions("tune", Schema, options);
  } catch (error) {
    return (error as Error).message;
  }
  assert.fail("nothing was thrown");
}

test("parseOptions() fills in defaults", () => {
  assert.deepEqual(parseOptions("tune", Schema, { rate: 1 }), { rate: 1, kind: "a" });
});

test("parseOptions() reports option, rule and value when a number is too small", () => {
  assert.equal(messageFor({ rate: 0 }), '"rate" must be greater than 0, but is 0. Cannot tune.');
});

test("parseOptions() quotes text when a number is expected", () => {
  assert.equal(messageFor({ rate: "0.1" }), '"rate" must be a number, but is "0.1". Cannot tune.');
});

test("parseOptions() reports a missing option as undefined", () => {
  assert.equal(messageFor({}), '"rate" must be a number, but is undefined. Cannot tune.');
});

test("parseOptions() lists the allowed values", () => {
  assert.equal(
    messageFor({ rate: 1, kind: "c" }),
    '"kind" must be one of "a", "b", but is "c". Cannot tune.',
  );
});

test("parseOptions() reports the path of a nested option", () => {
  assert.equal(
    messageFor({ rate: 1, inner: { count: 4 } }),
    '"inner.count" must be at most 3, but is 4. Cannot tune.',
  );
});

test("parseOptions() lists the alternatives when a value is none of them", () => {
  assert.equal(
    messageFor({ rate: 1, either: "x" }),
    '"either" must be a number or an object, but is "x". Cannot tune.',
  );
});

test("parseOptions() reports the faults within the alternative that a value resembles", () => {
  assert.equal(
    messageFor({ rate: 1, either: { count: 0.5 } }),
    '"either.count" must be a whole number, but is 0.5. Cannot tune.',
  );
  assert.equal(
    messageFor({ rate: 1, either: { count: 1, counts: 2 } }),
    'Unknown option "counts"; did you mean "count"? Known options: count. Cannot tune.',
  );
});

test("parseOptions() lists the known options when one is unknown", () => {
  assert.equal(
    messageFor({ rate: 1, ratio: 2 }),
    'Unknown option "ratio"; known options: rate, kind, inner, either. Cannot tune.',
  );
});

test("parseOptions() reports every fault on a line of its own, then what they are for", () => {
  const lines = messageFor({ rate: -1, kind: 3 }).split("\n");
  assert.equal(lines.length, 3);
  assert.equal(lines[2], "Cannot tune.");
});

test("show() distinguishes values that look alike", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const shown = [7, "7", null, undefined, [1, "a"], { a: 1 }, () => 1, function named() {}];
  assert.deepEqual(shown.map(show), [
    "7",
    '"7"',
    "null",
    "undefined",
    '[1,"a"]',
    '{"a":1}',
    "function (anonymous)",
    "function named",
  ]);
  assert.deepEqual([circle, new Float32Array(9), new AbortController(), { n: 1n }].map(show), [
    "an Object",
    "a Float32Array",
    "an AbortController",
    "an Object",
  ]);
});

test("show() is short", () => {
  assert.equal(show(new Array(999).fill(1)).length, 80);
});
