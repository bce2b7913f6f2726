import {
  BACKENDS,
  findLearningRate,
  type RangeTest,
  rangeTestToJson,
  renderRangeTest,
  showRangeProgress,
} from "../modules/mod.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import type { OptionTexts } from "./job_options.ts";
import { loadJob } from "./load_job.ts";
import { listenForInterruption } from "./signals.ts";

/** Options of `lr-find`. */
export interface LrFindFlags {
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
  readonly smoothing?: number;
  readonly divergence?: number;
  readonly backend?: keyof typeof BACKENDS;
  readonly seed?: number;
  /** Values for options of the job. */
  readonly set?: OptionTexts;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs a range test on the job in the file `path` and shows the result.
 *
 * @returns The exit code: that of a signal if one ended the test, and `failed` if there is nothing to suggest. What was
 * found by then is shown.
 */
export async function lrFind(path: string, flags: LrFindFlags): Promise<number> {
  const {
    job: { run: _, ...config },
  } = await loadJob(path, flags.set);
  const interruption = listenForInterruption((signal) =>
    process.stderr.write(`\n${signal}: finishing the step; press again to exit at once\n`),
  );
  try {
    const settings = flags.seed === undefined ? config : { ...config, seed: flags.seed };
    const test = await search(settings, flags, interruption.signal);
    print(test, flags);
    return interruption.exitCode ?? (test.suggestion ? EXIT_CODES.done : EXIT_CODES.failed);
  } finally {
    interruption.dispose();
  }
}

async function search(
  config: Parameters<typeof findLearningRate>[0],
  { from, to, steps, smoothing, divergence, backend, quiet }: LrFindFlags,
  signal: AbortSignal,
): Promise<RangeTest> {
  const progress = quiet ? undefined : showRangeProgress(process.stderr);
  const onPoint = progress?.onPoint;
  const options = { from, to, steps, smoothing, divergence, signal, onPoint };
  const replacements = backend === undefined ? [] : [BACKENDS[backend]()];
  try {
    return await findLearningRate(config, options, { replacements });
  } finally {
    progress?.end();
  }
}

function print(test: RangeTest, { json }: LrFindFlags): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rangeTestToJson(test))}\n`);
    return;
  }
  const { isTTY, columns } = process.stdout;
  const color = isTTY === true && process.env.NO_COLOR === undefined;
  process.stdout.write(`${renderRangeTest(test, { color, width: columns })}\n`);
}
