import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage, messageOf, show, TolariaError } from "../core/mod.ts";
import type { JobOptions, TrainingJob } from "../modules/mod.ts";
import { faultOfOptions, type OptionTexts, setOptions } from "./job_options.ts";
import { NOTICE_MS, withNotice } from "./with_notice.ts";

/** A job as it is to be run. */
export interface LoadedJob {
  readonly job: TrainingJob;
  /** The options that it was made with; none if the file exports none. */
  readonly options: JobOptions;
}

/**
 * Loads the job that a file exports as default.
 *
 * @param path Relative to the current directory.
 * @param texts Values for some of its options.
 * @throws {TolariaError} `job/invalid`, with the file and the remedy; `options/invalid` if an option is.
 */
export async function loadJob(path: string, texts: OptionTexts = {}): Promise<LoadedJob> {
  const { source, defaults } = await loadFile(path);
  const options = setOptionsOf(path, defaults, texts);
  const job = typeof source === "function" ? await attempt(path, () => source(options)) : source;
  return { job: checkJob(path, job), options };
}

/**
 * Loads the defaults of the options that a job file exports, without making the job.
 *
 * @throws {TolariaError} `job/invalid`, as {@link loadJob}, and if the file exports no options.
 */
export async function loadOptions(path: string): Promise<JobOptions> {
  const { defaults } = await loadFile(path);
  if (defaults) return defaults;
  throw withoutOptions(path);
}

interface JobFile {
  /** A job or what makes one. */
  readonly source: unknown;
  readonly defaults: JobOptions | undefined;
}

async function loadFile(path: string): Promise<JobFile> {
  const file = resolve(path);
  if (!existsSync(file)) throw invalid(path, `file ${file} does not exist`);
  const { default: source, options } = await attempt(path, () => importFile(file));
  if (source === undefined) {
    throw invalid(path, "the file has no default export: add 'export default defineJob({ ... })'");
  }
  if (options === undefined) return { source, defaults: undefined };
  const fault = faultOfOptions(options);
  if (fault !== undefined) throw invalid(path, fault);
  if (typeof source === "function") return { source, defaults: options as JobOptions };
  throw invalid(
    path,
    "the file exports options, but its default export is no function that takes them: write 'defineJob((options) => ({ ... }))'",
  );
}

function setOptionsOf(
  path: string,
  defaults: JobOptions | undefined,
  texts: OptionTexts,
): JobOptions {
  if (defaults) return setOptions(defaults, texts);
  if (Object.keys(texts).length === 0) return {};
  throw withoutOptions(path);
}

function withoutOptions(path: string): TolariaError {
  return invalid(
    path,
    "the file has no options: add 'export const options = { learningRate: 1e-3 }', and take them by the function that is its default export",
  );
}

// Bun takes what follows a question mark for a query, however it is written.
async function importFile(
  file: string,
): Promise<{ readonly default?: unknown; readonly options?: unknown }> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (!file.includes("?") || !messageOf(error).includes("Cannot find module")) throw error;
    throw new Error('Bun imports no file whose path has a "?": rename it', { cause: error });
  }
}

async function attempt<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await withNotice(work, () =>
      process.stderr.write(
        `"${path}" has been loading for ${NOTICE_MS / 1000} s: a promise in it may never settle\n`,
      ),
    );
  } catch (error) {
    throw new TolariaError("job/invalid", errorMessage(messageOf(error), `load "${path}"`), {
      cause: error,
    });
  }
}

function checkJob(path: string, job: unknown): TrainingJob {
  if (typeof job !== "object" || job === null) {
    throw invalid(path, `the default export must be a job, but is ${show(job)}`);
  }
  for (const key of ["host", "data", "modules", "run"]) {
    if (!(key in job)) throw invalid(path, `the job has no "${key}"`);
  }
  return job as TrainingJob;
}

function invalid(path: string, fault: string): TolariaError {
  return new TolariaError("job/invalid", errorMessage(fault, `load "${path}"`));
}
