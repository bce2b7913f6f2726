import assert from "node:assert/strict";
import { test } from "node:test";
import { junitCases, junitOf, outcomeOf, type TestResult } from "../../scripts/_tests/junit.ts";
import { slowestTable } from "../../scripts/_tests/summary.ts";

const RESULTS: readonly TestResult[] = [
  {
    runtime: "bun",
    file: "tests/a_test.ts",
    name: `a < "b" & 'c'`,
    seconds: 1.5,
    outcome: "passed",
  },
  { runtime: "bun", file: "tests/a_test.ts", name: "d", seconds: 0, outcome: "skipped" },
  {
    runtime: "deno",
    file: "tests/b_test.ts",
    name: "e",
    seconds: 2,
    outcome: "failed",
    failure: "1 !== 2\n\n<in>\u001b b_test.ts:1",
  },
];

test("junitOf() writes a report that junitCases() and outcomeOf() read", () => {
  const read = junitCases(junitOf(RESULTS)).map((one) => ({
    file: one.attributes.file,
    name: one.attributes.name,
    seconds: Number(one.attributes.time),
    ...outcomeOf(one),
  }));
  // XML has no place for an escape character.
  const expected = RESULTS.map(({ runtime: _, ...test }) => ({
    ...test,
    ...(test.failure && { failure: test.failure.replace("\u001b", "") }),
  }));
  assert.deepEqual(read, expected);
});

test("outcomeOf() takes the message of a failure that has no text", () => {
  const [one] = junitCases('<testcase name="a"><failure message="x &gt; y"/></testcase>');
  assert.deepEqual(one && outcomeOf(one), { outcome: "failed", failure: "x > y" });
});

test("slowestTable() lists the files whose tests took longest on both runtimes together", () => {
  const more: TestResult = { ...(RESULTS[0] as TestResult), runtime: "deno", seconds: 1 };
  assert.equal(
    slowestTable([...RESULTS, more], 1),
    `  bun s  deno s  the 1 slowest of 2 files
    1.5     1.0  tests/a_test.ts`,
  );
});
