import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plain, run } from "../_run.ts";
import { type JunitCase, junitCases, outcomeOf, type TestResult } from "./junit.ts";
import type { Batch } from "./plan.ts";
import type { RuntimeName } from "./rooms.ts";

/** The outcome of a batch. */
export interface BatchResult {
  readonly batch: Batch;
  readonly tests: readonly TestResult[];
  readonly seconds: number;
  /** Why tests were skipped, as they say themselves. */
  readonly reasons: readonly string[];
  /** What the runner printed, if it failed and no test did. */
  readonly broken?: string;
}

interface Runner {
  /** The command that runs `files` and writes a JUnit report. */
  readonly command: (files: readonly string[], report: string) => readonly string[];
  readonly env: (files: readonly string[]) => Readonly<Record<string, string>>;
  /** The file and name of a test case; undefined if it is about more than one test. */
  readonly place: (test: JunitCase) => Pick<TestResult, "file" | "name"> | undefined;
}

/** Bun ends a test that hangs after 2 minutes; a batch that hangs is killed after 8. */
const BATCH_LIMIT_MS = 480_000;
const TEST_LIMIT_MS = 120_000;

const RUNNERS: Readonly<Record<RuntimeName, Runner>> = {
  bun: {
    command: (files, report) => [
      "bun",
      "test",
      `--timeout=${TEST_LIMIT_MS}`,
      "--reporter=junit",
      `--reporter-outfile=${report}`,
      ...(process.env.TOLARIA_RANKS ? ["--preload=./tests/_support/training/on_ranks.ts"] : []),
      ...files.map((file) => `./${file}`),
    ],
    env: () => ({}),
    place: ({ attributes: { file = "", name = "" } }) => ({ file, name }),
  },
  deno: {
    command: (_files, report) => [
      "deno",
      "test",
      "--allow-all",
      // Types are checked on their own, once.
      "--no-check",
      "--quiet",
      `--junit-path=${report}`,
      "scripts/_tests/deno_entry.ts",
    ],
    env: (files) => ({ TOLARIA_TEST_FILES: JSON.stringify(files) }),
    place: placeOnDeno,
  },
};

/** Deno puts the name of the suite before that of the test: here the file, which is a test case too. */
function placeOnDeno({ attributes: { name = "" }, content }: JunitCase) {
  const [file = "", ...names] = name.split(" > ");
  if (names.length > 0) return { file, name: names.join(" > ") };
  // Loading a file can fail, or one of its hooks.
  const isOwn = content.includes("<failure") && !/\d+ test steps? failed/.test(content);
  return isOwn ? { file, name: "the file itself" } : undefined;
}

/** Runs a batch to its end. */
export async function runBatch(batch: Batch): Promise<BatchResult> {
  const { command, env, place } = RUNNERS[batch.runtime];
  const folder = mkdtempSync(join(tmpdir(), "tolaria-tests-"));
  const report = join(folder, "junit.xml");
  const startedMs = performance.now();
  try {
    const { code, output } = await run(command(batch.files, report), {
      env: env(batch.files),
      limitMs: BATCH_LIMIT_MS,
    });
    const tests = resultsIn(report, batch.runtime, place);
    const text = plain(output);
    const isBroken =
      tests.length === 0 || (code !== 0 && tests.every(({ outcome }) => outcome !== "failed"));
    return {
      batch,
      tests,
      seconds: (performance.now() - startedMs) / 1000,
      reasons: text.match(/^skipped: .+$/gm) ?? [],
      ...(isBroken && { broken: `exit code ${code}\n${lastLines(text, 40)}` }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsIn(report: string, runtime: RuntimeName, place: Runner["place"]): TestResult[] {
  let xml = "";
  try {
    xml = readFileSync(report, "utf8");
  } catch {
    // A runner that crashed has written none.
  }
  return junitCases(xml).flatMap((test) => {
    const at = place(test);
    const seconds = Number(test.attributes.time ?? 0);
    return at ? [{ runtime, ...at, seconds, ...outcomeOf(test) }] : [];
  });
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
