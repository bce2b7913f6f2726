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

test("parseOptions() names option, rule and value when a number is too small", () => {
  assert.equal(
    messageFor({ rate: 0 }),
    "Cannot tune as 'rate' must be greater than 0: current value is 0",
  );
});

test("parseOptions() tells text from a number when the type is wrong", () => {
  assert.equal(
    messageFor({ rate: "0.1" }),
    "Cannot tune as 'rate' must be a number: current value is \"0.1\"",
  );
});

test("parseOptions() says that a needed option is missing", () => {
  assert.equal(
    messageFor({}),
    "Cannot tune as 'rate' must be a number: current value is undefined",
  );
});

test("parseOptions() lists what is allowed", () => {
  assert.equal(
    messageFor({ rate: 1, kind: "c" }),
    'Cannot tune as \'kind\' must be one of "a", "b": current value is "c"',
  );
});

test("parseOptions() gives the path of an inner option", () => {
  assert.equal(
    messageFor({ rate: 1, inner: { count: 4 } }),
    "Cannot tune as 'inner.count' must be at most 3: current value is 4",
  );
});

test("parseOptions() lists the alternatives when a value is none of them", () => {
  assert.equal(
    messageFor({ rate: 1, either: "x" }),
    "Cannot tune as 'either' must be a number or an object: current value is \"x\"",
  );
});

test("parseOptions() says what is wrong inside of the alternative that was meant", () => {
  assert.equal(
    messageFor({ rate: 1, either: { count: 0.5 } }),
    "Cannot tune as 'either.count' must be a whole number: current value is 0.5",
  );
  assert.equal(
    messageFor({ rate: 1, either: { count: 1, counts: 2 } }),
    "Cannot tune as option 'counts' is not known: remove it or correct its name",
  );
});

test("parseOptions() names an option that it does not know", () => {
  assert.equal(
    messageFor({ rate: 1, ratio: 2 }),
    "Cannot tune as option 'ratio' is not known: remove it or correct its name",
  );
});

test("parseOptions() names every fault, a line each", () => {
  assert.equal(messageFor({ rate: -1, kind: 3 }).split("\n").length, 2);
});

test("show() tells values apart that look alike", () => {
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
