import { messageOf } from "../errors/mod.ts";
import type { CircuitBreaker, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { Clock } from "../ports/clock.ts";
import type { TaskPause } from "../ports/epoch_task.ts";
import { type Feature, SHED_ORDER } from "../ports/features.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import { BREAKER } from "../stability/breaker_names.ts";

/** Work for between the steps. */
export interface DeferredTask {
  readonly name: string;
  /** What it is; undefined for what is never given up. */
  readonly feature: Feature | undefined;
  /** Does about a millisecond's work at each `next()`. */
  readonly work: Iterator<TaskPause>;
}

/** What deferred work needs to know. */
export interface DeferredWorkOptions {
  readonly clock: Clock;
  readonly breakers: CircuitBreakers;
  /** Longest time that it takes between two steps, ms, but for the part in progress. */
  readonly sliceMs: number;
  /** Told of each task that failed. */
  readonly onFailure: (name: string, message: string) => void;
}

/** Features that the next epoch's supersede: what is left of them is thrown away at the boundary. */
const SUPERSEDED: ReadonlySet<Feature | undefined> = new Set(["profile", "packets"]);

/** Features of which nothing has to be finished: all but checkpoints. */
const DISPENSABLE: ReadonlySet<Feature | undefined> = new Set(
  SHED_ORDER.filter((feature) => feature !== "checkpoints"),
);

interface Queued extends DeferredTask {
  readonly breaker: CircuitBreaker | undefined;
}

/** Does work after a boundary in slices between the steps, so that no step waits for more than a slice. */
export class DeferredWork {
  readonly #options: DeferredWorkOptions;
  #queue: Queued[] = [];

  constructor(options: DeferredWorkOptions) {
    this.#options = options;
  }

  /** Tasks that are not finished. */
  get pending(): number {
    return this.#queue.length;
  }

  /**
   * Queues a task; what is never given up goes before the rest.
   *
   * @returns Why it was not queued, if it was not: one with its name is unfinished, or its breaker is open.
   */
  add(task: DeferredTask): Skipped | undefined {
    if (this.#queue.some(({ name }) => name === task.name)) {
      return { name: task.name, reason: "the one before is not finished" };
    }
    const breaker =
      task.feature === "checkpoints" ? this.#options.breakers.of(BREAKER.checkpoint) : undefined;
    if (breaker && !breaker.acquire()) {
      return { name: task.name, reason: `circuit breaker "${breaker.name}" is open` };
    }
    const queued = { ...task, breaker };
    const place = this.#queue.findIndex(({ feature }) => feature !== undefined);
    if (task.feature !== undefined || place < 0) this.#queue.push(queued);
    else this.#queue.splice(place, 0, queued);
    return undefined;
  }

  /** Throws away what the next epoch's work will supersede. Returns what that was. */
  supersede(): Skipped[] {
    return this.#drop(SUPERSEDED, "not finished before the next boundary");
  }

  /** Throws away everything that can be done without. Returns what that was. */
  abandon(reason: string): Skipped[] {
    return this.#drop(DISPENSABLE, reason);
  }

  #drop(features: ReadonlySet<Feature | undefined>, reason: string): Skipped[] {
    const dropped = this.#queue.filter(({ feature }) => features.has(feature));
    this.#queue = this.#queue.filter(({ feature }) => !features.has(feature));
    for (const task of dropped) this.#giveUp(task);
    return dropped.map(({ name }) => ({ name: name, reason }));
  }

  /** Works until the slice is used up or nothing is left. */
  slice(): void {
    const { clock, sliceMs } = this.#options;
    const untilMs = clock.monotonicMs() + sliceMs;
    while (this.#queue.length > 0) {
      if (this.#advance(this.#queue[0] as Queued) === "waiting") return;
      if (clock.monotonicMs() >= untilMs) return;
    }
  }

  /** Does a part of a task. Returns what that yielded. */
  #advance(task: Queued): TaskPause {
    const { name, work, breaker } = task;
    try {
      const { done, value } = work.next();
      if (!done) return value;
      breaker?.succeed();
    } catch (error) {
      breaker?.fail(messageOf(error));
      this.#options.onFailure(name, messageOf(error));
    }
    this.#queue.splice(this.#queue.indexOf(task), 1);
    return undefined;
  }

  #giveUp({ name, work }: Queued): void {
    try {
      work.return?.();
    } catch (error) {
      this.#options.onFailure(name, messageOf(error));
    }
  }
}
