import type { BatchObservableCallback, Meter, ObservableGauge } from "../../deps.ts";
import type { TakenStep } from "../events/run_part.ts";
import type { Reading } from "../ports/reports/reading.ts";
import { GAUGES, INSTRUMENT } from "../telemetry/instruments.ts";

/** Bounds of a step's and a boundary's duration, ms: about a quarter apart in the range that matters. */
export const MS_BOUNDS: number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 18, 25, 50, 100, 250, 500, 1000, 2500,
];

const APPLIED = { status: "applied" };
const SKIPPED = { status: "skipped" };

/** The instruments of the steps: what changes with each step is counted, current values are read when somebody looks. */
export class RunMetrics {
  readonly #steps;
  readonly #examples;
  readonly #duration;
  readonly #unsubscribe: () => void;

  /** @param read Returns every current value; called between steps. */
  constructor(meter: Meter, read: () => readonly Reading[]) {
    this.#steps = meter.createCounter(INSTRUMENT.steps);
    this.#examples = meter.createCounter(INSTRUMENT.examples);
    const advice = { explicitBucketBoundaries: MS_BOUNDS };
    this.#duration = meter.createHistogram(INSTRUMENT.stepDuration, { unit: "ms", advice });
    this.#unsubscribe = observeGauges(meter, read);
  }

  step({ applied, examples, stepMs }: TakenStep): void {
    this.#steps.add(1, applied ? APPLIED : SKIPPED);
    this.#examples.add(examples);
    this.#duration.record(stepMs);
  }

  /** Reads no more values. */
  dispose(): void {
    this.#unsubscribe();
  }
}

function observeGauges(meter: Meter, read: () => readonly Reading[]): () => void {
  const gauges = new Map<string, ObservableGauge>(
    GAUGES.map((name) => [name, meter.createObservableGauge(name)]),
  );
  const observe: BatchObservableCallback = (result) => {
    for (const { name, value, attributes } of read()) {
      const gauge = gauges.get(name);
      if (gauge) result.observe(gauge, value, { ...attributes });
    }
  };
  const all = [...gauges.values()];
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}
