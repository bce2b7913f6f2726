import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage, messageOf, show, TolariaError } from "../core/mod.ts";
import type { TrainingJob } from "../modules/mod.ts";

/**
 * Loads the job that a file exports as default.
 *
 * @param path Relative to the current directory.
 * @throws {TolariaError} `job/invalid`, with the file and the remedy.
 */
export async function loadJob(path: string): Promise<TrainingJob> {
  const file = resolve(path);
  if (!existsSync(file)) throw invalid(path, `file ${file} does not exist`);
  const module = await attempt(path, () => import(pathToFileURL(file).href));
  const source: unknown = module.default;
  if (source === undefined) {
    throw invalid(path, "the file has no default export: add 'export default defineJob({ ... })'");
  }
  const job = typeof source === "function" ? await attempt(path, () => source()) : source;
  return checkJob(path, job);
}

async function attempt<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
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
