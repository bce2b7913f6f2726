import { show } from "../../../core/mod.ts";
import type { MetricRecord, SpanRecord } from "../_records/mod.ts";

export type { MetricRecord, SpanEvent, SpanRecord } from "../_records/mod.ts";

/**
 * Keeps the last spans of a run.
 *
 * @example
 * ```ts run
 * import { adamw, createTrainer, digits, mlp } from "tolaria";
 * import { constant } from "tolaria/schedules";
 * import { memory, SpanRecorder } from "tolaria/telemetry";
 *
 * const recorder = new SpanRecorder();
 * await using trainer = createTrainer({
 *   host: mlp({ inputShape: [28, 28, 1], hidden: [16], classes: 10 }),
 *   data: digits(),
 *   modules: [adamw(), constant(1e-3), memory(recorder)],
 * });
 * await trainer.run({ epochs: 1 });
 * console.log(recorder.named("tolaria.epoch")[0]?.durationMs);
 * ```
 */
export class SpanRecorder {
  readonly #capacity: number;
  readonly #spans: SpanRecord[] = [];
  #metrics: readonly MetricRecord[] = [];

  /**
   * Makes an empty recorder.
   *
   * @param capacity Most spans to keep, at least 1; the oldest give way to more.
   */
  constructor(capacity = 10_000) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(
        `"capacity" must be a whole number of at least 1, but is ${show(capacity)}. Cannot make a span recorder.`,
      );
    }
    this.#capacity = capacity;
  }

  /** The spans, in the order in which they ended. */
  get spans(): readonly SpanRecord[] {
    return this.#spans;
  }

  /** The spans that are called `name`, in the order in which they ended. */
  named(name: string): readonly SpanRecord[] {
    return this.#spans.filter((span) => span.name === name);
  }

  /** The spans right below `parent`, in the order in which they ended. */
  childrenOf(parent: SpanRecord): readonly SpanRecord[] {
    return this.#spans.filter((span) => span.parentSpanId === parent.spanId);
  }

  /**
   * Keeps a span.
   *
   * @returns What gave way to it.
   */
  add(span: SpanRecord): SpanRecord | undefined {
    this.#spans.push(span);
    return this.#spans.length > this.#capacity ? this.#spans.shift() : undefined;
  }

  /** What was measured, as of the last flush: a run flushes at its end. */
  get metrics(): readonly MetricRecord[] {
    return this.#metrics;
  }

  /** Keeps what was measured in place of what it has. */
  keepMetrics(metrics: readonly MetricRecord[]): void {
    this.#metrics = metrics;
  }
}
