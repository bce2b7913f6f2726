import type { TestResult } from "./junit.ts";
import type { RuntimeName } from "./rooms.ts";
import type { BatchResult } from "./runners.ts";

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests; a batch that broke without a failed test counts as one failure. */
export function countsOf(batches: readonly BatchResult[]): Counts {
  const tests = batches.flatMap((batch) => batch.tests);
  const count = (outcome: TestResult["outcome"]) =>
    tests.filter((test) => test.outcome === outcome).length;
  const broken = batches.filter((batch) => batch.broken !== undefined).length;
  return { passed: count("passed"), failed: count("failed") + broken, skipped: count("skipped") };
}

/** Returns the counts as one line: the last line of every run. */
export function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Returns the outcome of a batch as one line. */
export function batchLine(result: BatchResult, done: number, of: number): string {
  const { batch, seconds } = result;
  const [first = "", ...others] = batch.files;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const place = `${String(done).padStart(String(of).length)}/${of}  ${batch.runtime.padEnd(4)}`;
  return `${place}  ${seconds.toFixed(1).padStart(5)} s  ${countsText(countsOf([result]))}  ${first}${more}`;
}

/** Returns what failed in a batch, and how. */
export function failuresOf({ batch, tests, broken }: BatchResult): string[] {
  const failed = tests.flatMap(({ file, name, outcome, failure }) =>
    outcome === "failed" ? [`${batch.runtime} failed: ${file}\n${name}\n${failure}`] : [],
  );
  return broken === undefined
    ? failed
    : [...failed, `${batch.runtime} broke: ${batch.files.join(" ")}\n${broken}`];
}

/** Returns a table of the files whose tests took longest. */
export function slowestTable(tests: readonly TestResult[], count: number): string {
  const files = Map.groupBy(tests, ({ file }) => file);
  const seconds = (file: string, runtime: RuntimeName) =>
    (files.get(file) ?? [])
      .filter((test) => test.runtime === runtime)
      .reduce((sum, test) => sum + test.seconds, 0);
  const rows = [...files.keys()].map((file) => {
    const [bun, deno] = [seconds(file, "bun"), seconds(file, "deno")];
    return { file, bun, deno, both: bun + deno };
  });
  const shown = rows.sort((a, b) => b.both - a.both).slice(0, count);
  const cell = (value: number) => value.toFixed(1).padStart(7);
  return [
    `  bun s  deno s  the ${shown.length} slowest of ${files.size} files`,
    ...shown.map(({ file, bun, deno }) => `${cell(bun)} ${cell(deno)}  ${file}`),
  ].join("\n");
}

/** Returns each runtime's counts, with the reasons of the tests that were skipped. */
export function runtimeLines(results: readonly BatchResult[]): string[] {
  return [...Map.groupBy(results, ({ batch }) => batch.runtime)].flatMap(([runtime, batches]) => [
    `${runtime}: ${countsText(countsOf(batches))}`,
    ...batches.flatMap(({ reasons }) => reasons.map((reason) => `  ${reason}`)),
  ]);
}
