import type { MeanPoint } from "../_recording/mod.ts";
import { keyOf, MOST } from "./entries.ts";
import type { Numbers } from "./messages.ts";

/** A value of a metric, as it is sent. JSON has no numbers that are not finite: they are texts, as in protobuf's JSON. */
export interface MetricEntry {
  readonly key: string;
  readonly value: number | "NaN" | "Infinity" | "-Infinity";
  readonly timestamp: number;
  readonly step: number;
}

/** Values of each kind that wait at most. */
const CAPACITY = 20_000;

/**
 * Metrics that wait to be sent, bounded: while a server is down the oldest values of steps are dropped, and those of
 * epochs last.
 */
export class MetricQueue {
  readonly #startedMs: number;
  #epochs: MetricEntry[] = [];
  #steps: MetricEntry[] = [];
  #dropped = 0;

  /** @param startedMs When the run began, ms since 1970. */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  get size(): number {
    return this.#epochs.length + this.#steps.length;
  }

  /** Values that nobody gets to see. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds the mean of some steps. */
  addSteps({ at, step, values }: MeanPoint): void {
    for (const [name, value] of values) {
      this.#steps.push(this.#entry(`step/${name}`, value, step, at));
    }
    this.#steps = this.#bounded(this.#steps);
  }

  /** Adds what an epoch or a run ended with. */
  addNumbers(numbers: Numbers, step: number, atMs: number): void {
    for (const [name, value] of Object.entries(numbers)) {
      this.#epochs.push(this.#entry(name, value, step, atMs));
    }
    this.#epochs = this.#bounded(this.#epochs);
  }

  /** Takes what one request may hold. */
  take(): readonly MetricEntry[] {
    const taken = this.#epochs.splice(0, MOST.metrics);
    return [...taken, ...this.#steps.splice(0, MOST.metrics - taken.length)];
  }

  /** Counts values that were taken and are lost. */
  drop(count: number): void {
    this.#dropped += count;
  }

  #bounded(entries: MetricEntry[]): MetricEntry[] {
    const over = entries.length - CAPACITY;
    if (over <= 0) return entries;
    this.#dropped += over;
    return entries.slice(over);
  }

  #entry(name: string, value: number, step: number, atMs: number): MetricEntry {
    return {
      key: keyOf(name),
      value: Number.isFinite(value) ? value : (String(value) as "NaN"),
      timestamp: Math.round(this.#startedMs + atMs),
      step,
    };
  }
}
