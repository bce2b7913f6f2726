import type { BatchObservableCallback, Meter, ObservableGauge } from "../../deps.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import { GAUGES, METRIC } from "./conventions.ts";
import type { Reading } from "./readings.ts";

/** Bounds of a step's and a boundary's duration, ms: about a quarter apart where it matters. */
const MS_BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 18, 25, 50, 100, 250, 500, 1000, 2500];

/** What a step counts with. */
interface CountedStep {
  /** Whether the weights moved. */
  readonly applied: boolean;
  /** Examples behind it. */
  readonly examples: number;
}

/** The instruments of a run. What changes with each step is counted; what merely stands is read when somebody looks. */
export class RunMetrics {
  readonly #instruments: ReturnType<typeof makeInstruments>;
  readonly #unsubscribe: () => void;

  /** @param read Gives every value as it stands; called between steps. */
  constructor(meter: Meter, read: () => readonly Reading[]) {
    this.#instruments = makeInstruments(meter);
    this.#unsubscribe = observeGauges(meter, read);
  }

  step({ applied, examples }: CountedStep, stepMs: number): void {
    const { steps, stepDuration, examples: seen } = this.#instruments;
    steps.add(1, applied ? APPLIED : SKIPPED);
    seen.add(examples);
    stepDuration.record(stepMs);
  }

  epoch({ wallS }: EpochReport): void {
    this.#instruments.epochs.add(1);
    this.#instruments.epochDuration.record(wallS * 1000);
  }

  boundary({ totalMs, phases }: BoundaryReport): void {
    this.#instruments.boundary.record(totalMs);
    for (const [phase, { actualMs }] of Object.entries(phases)) {
      this.#instruments.phase.record(actualMs, { phase });
    }
  }

  incident({ kind }: Incident): void {
    this.#instruments.incidents.add(1, { kind });
  }

  /** Reads no more values. */
  dispose(): void {
    this.#unsubscribe();
  }
}

const APPLIED = { status: "applied" };
const SKIPPED = { status: "skipped" };

function makeInstruments(meter: Meter) {
  const ms = { unit: "ms", advice: { explicitBucketBoundaries: MS_BOUNDS } };
  return {
    steps: meter.createCounter(METRIC.steps),
    examples: meter.createCounter(METRIC.examples),
    epochs: meter.createCounter(METRIC.epochs),
    incidents: meter.createCounter(METRIC.incidents),
    stepDuration: meter.createHistogram(METRIC.stepDuration, ms),
    epochDuration: meter.createHistogram(METRIC.epochDuration, { unit: "ms" }),
    boundary: meter.createHistogram(METRIC.boundaryDuration, ms),
    phase: meter.createHistogram(METRIC.phaseDuration, ms),
  };
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
