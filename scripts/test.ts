/**
 * `npm test [-- --bun | --deno] [--jobs N] [--slowest N] [--junit FILE] [paths...]`: runs the tests on Bun and on Deno, side by side,
 * and counts them. Paths are files and folders from the root.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { junitOf } from "./_tests/junit.ts";
import { findTests, planBatches } from "./_tests/plan.ts";
import { inLanes } from "./_tests/queue.ts";
import type { RuntimeName } from "./_tests/rooms.ts";
import { type BatchResult, runBatch } from "./_tests/runners.ts";
import {
  batchLine,
  countsOf,
  countsText,
  failuresOf,
  runtimeLines,
  slowestTable,
} from "./_tests/summary.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bun: { type: "boolean" },
    deno: { type: "boolean" },
    // Tests wait at times, for a process to start: one more than there are cores keeps these busy. With more than
    // 8 the longest batch decides how long it takes.
    jobs: { type: "string", default: String(Math.min(8, availableParallelism() + 1)) },
    slowest: { type: "string", default: "15" },
    junit: { type: "string" },
  },
});

const all: readonly RuntimeName[] = ["bun", "deno"];
const chosen: readonly RuntimeName[] = all.filter((name) => values[name]);
const batches = planBatches(
  findTests(positionals.length > 0 ? positionals : ["tests"]),
  chosen.length > 0 ? chosen : all,
);

const results: BatchResult[] = [];
await inLanes(
  batches,
  Number(values.jobs),
  async (batch) => {
    const result = await runBatch(batch);
    results.push(result);
    const failures = failuresOf(result).map((failure) => `\n${failure}\n\n`);
    process.stdout.write(
      `${batchLine(result, results.length, batches.length)}\n${failures.join("")}`,
    );
  },
  ({ alone }) => alone,
);

const tests = results.flatMap((result) => result.tests);
if (values.junit !== undefined) writeFileSync(values.junit, junitOf(tests));
const lines = [
  ...runtimeLines(results),
  "",
  slowestTable(tests, Number(values.slowest)),
  // What failed stands last, though it was said before: of a long log often only the end is kept.
  ...results.flatMap((result) => failuresOf(result).map((failure) => `\n${failure}`)),
  countsText(countsOf(results)),
];
process.stdout.write(`\n${lines.join("\n")}\n`);
process.exitCode = countsOf(results).failed === 0 ? 0 : 1;
