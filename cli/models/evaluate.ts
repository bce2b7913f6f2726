import { extname } from "node:path";
import { TolariaError } from "../../core/mod.ts";
import {
  type BackendChoice,
  type EvaluateOptions,
  type Evaluation,
  type LoadedModel,
  loadModel,
  type SplitName,
} from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import type { OptionTexts } from "../job_options.ts";
import { loadJob } from "../load_job.ts";
import { listenForInterruption } from "../signals.ts";
import { renderEvaluation } from "./render_evaluation.ts";

/** Options of `evaluate`. */
export interface EvaluateFlags {
  /** Path of a job file or of a file with records. */
  readonly data: string;
  /** Values for options of the job. */
  readonly set?: OptionTexts;
  readonly split?: SplitName;
  readonly batchSize: number;
  readonly backend?: BackendChoice;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Ends of the names of files that hold a job. */
const JOBS = [".ts", ".js", ".mts", ".mjs"];

/**
 * Measures a model on the data of a job, or on the records of a file.
 *
 * @returns The exit code: that of a signal if one ended it.
 */
export async function evaluate(directory: string, flags: EvaluateFlags): Promise<number> {
  const { backend = "auto", json } = flags;
  const interruption = listenForInterruption(() => {});
  try {
    await using model = await loadModel(directory, { backend });
    const evaluation = await measure(model, flags, interruption.signal);
    if (!evaluation) return interruption.exitCode ?? EXIT_CODES.failed;
    process.stdout.write(json ? `${JSON.stringify(evaluation)}\n` : renderEvaluation(evaluation));
    return EXIT_CODES.done;
  } finally {
    interruption.dispose();
  }
}

async function measure(
  model: LoadedModel,
  { data, set, split, batchSize, quiet }: EvaluateFlags,
  signal: AbortSignal,
): Promise<Evaluation | undefined> {
  const options: EvaluateOptions = {
    batchSize,
    signal,
    ...(split && { split }),
    ...(!quiet && process.stderr.isTTY && { onProgress: showProgress }),
  };
  try {
    if (!JOBS.includes(extname(data))) {
      if (set === undefined) return await model.evaluate(data, options);
      throw new TolariaError(
        "options/invalid",
        `"--set" is for jobs, and "${data}" is a file of records. Cannot evaluate it.`,
      );
    }
    const { job } = await loadJob(data, set);
    return await model.evaluate(job.data, { ...options, modules: job.modules });
  } catch (error) {
    if (signal.aborted && TolariaError.is(error, "run/interrupted")) return undefined;
    throw error;
  }
}

function showProgress(examples: number, size: number): void {
  const text = `${examples.toLocaleString("en-US")} of ${size.toLocaleString("en-US")} examples`;
  process.stderr.write(`\r\x1b[K${examples < size ? text : ""}`);
}
