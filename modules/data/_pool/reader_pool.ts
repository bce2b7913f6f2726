import type { DataProgress } from "../../../core/mod.ts";
import type { Job, Jobs } from "./jobs.ts";
import { notStarted, PoolWorker } from "./pool_worker.ts";

/** How many workers there are, and how long they may be silent. */
export interface PoolOptions {
  /** Workers, at least 1. */
  readonly workers: number;
  /** Longest time without a sign of a worker that has a job, ms. */
  readonly timeoutMs: number;
}

/** What belongs to a job besides what it asks. */
export interface JobOptions {
  /** What the job does, for errors: `read records 0 to 999 of "cars.csv"`. */
  readonly action: string;
  /** Buffers that go to the worker. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly onProgress?: (progress: DataProgress) => void;
}

type Asked<K extends keyof Jobs> = { readonly kind: K } & Jobs[K]["ask"];

/** Workers that read and prepare records. A job goes to the one that has the fewest. */
export class ReaderPool {
  readonly #workers: readonly PoolWorker[];

  constructor({ workers, timeoutMs }: PoolOptions) {
    this.#workers = Array.from({ length: workers }, () => new PoolWorker(timeoutMs));
  }

  /** Number of workers. */
  get size(): number {
    return this.#workers.length;
  }

  /** Starts the workers. @throws {TolariaError} `data/unavailable`. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#workers.map((worker) => worker.start()));
    } catch (error) {
      await this.end();
      throw notStarted(error);
    }
  }

  /**
   * Does a job in one of the workers.
   *
   * @throws {TolariaError} `data/unavailable` if the worker ends or does not answer in time; and the job's own errors.
   */
  async run<K extends keyof Jobs>(job: Asked<K>, options: JobOptions): Promise<Jobs[K]["answer"]> {
    const least = this.#workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
    return ask(least, job, options);
  }

  /** Does a job in every worker; returns their answers. */
  runInAll<K extends keyof Jobs>(
    job: Asked<K>,
    options: JobOptions,
  ): Promise<readonly Jobs[K]["answer"][]> {
    return Promise.all(this.#workers.map((worker) => ask(worker, job, options)));
  }

  /** Ends the workers. Jobs without an answer fail. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }
}

async function ask<K extends keyof Jobs>(
  worker: PoolWorker,
  job: Asked<K>,
  { action, transfer, onProgress }: JobOptions,
): Promise<Jobs[K]["answer"]> {
  return worker.run(job as Job, action, transfer, onProgress);
}
