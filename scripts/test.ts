/**
 * `npm test [-- --bun | --deno] [paths...]`: runs the tests on Bun and on Deno, and counts them.
 *
 * @module
 */
import { plain, run } from "./_run.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each skipped test that said why, and the reason. */
  readonly reasons: readonly string[];
  /** What the runner said of the tests that failed. */
  readonly failures: readonly string[];
}

interface Runner {
  readonly name: "bun" | "deno";
  readonly command: readonly string[];
  /** Reads the counts off the runner's closing lines. */
  readonly count: (output: string) => Omit<Counts, "reasons" | "failures">;
  /** A failed test in the runner's output: its name and what went wrong. */
  readonly failure: RegExp;
}

const RUNNERS: readonly Runner[] = [
  {
    name: "bun",
    command: ["bun", "test", "--timeout=120000"],
    count: (output) => ({
      passed: lastNumber(output, /^ *(\d+) pass$/gm),
      failed: lastNumber(output, /^ *(\d+) fail$/gm),
      skipped: lastNumber(output, /^ *(\d+) skip$/gm),
    }),
    failure: /(?:^.*\n){0,12}^\(fail\) .+$/gm,
  },
  {
    name: "deno",
    // Types are checked on their own, once.
    command: ["deno", "test", "--allow-all", "--no-check", "--quiet"],
    count: (output) => ({
      passed: lastNumber(output, /\| (\d+) passed/g),
      failed: lastNumber(output, /\| (\d+) failed/g),
      skipped: lastNumber(output, /\| (\d+) ignored/g),
    }),
    failure: /^.+ => .+\n(?=error: )(?:.*\n){0,12}/gm,
  },
];

function lastNumber(output: string, pattern: RegExp): number {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

/** Runs the tests below `paths` on one runtime. A runner that fails without a failed test counts as one. */
async function runTests(runner: Runner, paths: readonly string[]): Promise<Counts> {
  process.stdout.write(`\n${runner.name}: ${paths.join(" ")}\n`);
  const { code, output } = await run([...runner.command, ...paths], true);
  const text = plain(output);
  const reasons = text.match(/^skipped: .+$/gm) ?? [];
  const failures = text.match(runner.failure) ?? [];
  const counts = { ...runner.count(text), reasons, failures };
  const unexplained = code !== 0 && counts.failed === 0;
  if (counts.passed + counts.failed === 0) process.stdout.write(`${runner.name} ran no test\n`);
  return unexplained || counts.passed === 0
    ? { ...counts, failed: Math.max(1, counts.failed) }
    : counts;
}

const args: string[] = process.argv.slice(2);
const chosen: readonly Runner[] = RUNNERS.filter(({ name }) =>
  args.some((arg) => arg === "--bun" || arg === "--deno") ? args.includes(`--${name}`) : true,
);
const paths: string[] = args.filter((arg) => !arg.startsWith("--"));
const total = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
const failures: string[] = [];
for (const runner of chosen) {
  const counts = await runTests(runner, paths.length > 0 ? paths : ["tests"]);
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  summary.push(`${runner.name}: ${describe(counts)}`, ...counts.reasons.map((it) => `  ${it}`));
  failures.push(...counts.failures.map((it) => `\n${runner.name} failed:\n${it.trimEnd()}`));
}
// What failed stands last: of a long log often only the end is kept.
process.stdout.write(`\n${[...summary, ...failures].join("\n")}\n${describe(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

function describe({
  passed,
  failed,
  skipped,
}: Pick<Counts, "passed" | "failed" | "skipped">): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
