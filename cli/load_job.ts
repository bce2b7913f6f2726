import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage, messageOf, show, TolariaError } from "../core/mod.ts";
import type { TrainingJob } from "../modules/mod.ts";
import { NOTICE_MS, withNotice } from "./with_notice.ts";

/**
 * Loads the job that a file exports as default.
 *
 * @param path Relative to the current directory.
 * @throws {TolariaError} `job/invalid`, with the file and the remedy.
 */
export async function loadJob(path: string): Promise<TrainingJob> {
  const file = resolve(path);
  if (!existsSync(file)) throw invalid(path, `file ${file} does not exist`);
  const module = await attempt(path, () => importFile(file));
  const source: unknown = module.default;
  if (source === undefined) {
    throw invalid(path, "the file has no default export: add 'export default defineJob({ ... })'");
  }
  const job = typeof source === "function" ? await attempt(path, () => source()) : source;
  return checkJob(path, job);
}

// Bun takes what follows a question mark for a query, however it is written.
async function importFile(file: string): Promise<{ readonly default?: unknown }> {
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
