import { messageOf } from "../errors/mod.ts";
import type { EventRecord } from "../events/run_event_stream.ts";
import type { DataProgress } from "../ports/reports/data_progress.ts";
import type { ObservedEvent } from "../ports/reports/observed_event.ts";
import type { ObservedSpan } from "../ports/reports/observed_span.ts";
import type { StepReport } from "../ports/reports/run_report.ts";
import type { ExampleSample, ValueSample } from "../ports/reports/samples.ts";
import type { RunControls } from "../ports/run_controls.ts";
import type { RunObserver } from "../ports/run_observer.ts";
import { withTimeout } from "../runtime/mod.ts";

/** How long the end of a run waits for an observer at most, ms. */
const SETTLE_MS = 20_000;

/** How long the end of a run waits for what belongs in its report, ms. */
const ENDING_MS = 2_000;

/** Calls every observer; one that throws is reported once and not called again. */
export class Observers {
  #active: readonly RunObserver[];
  readonly #onFailure: (message: string) => void;
  readonly #controls: RunControls | undefined;

  constructor(
    observers: readonly RunObserver[],
    onFailure: (message: string) => void,
    controls?: RunControls,
  ) {
    this.#active = observers;
    this.#onFailure = onFailure;
    this.#controls = controls;
  }

  /** Whether there is an observer. */
  get any(): boolean {
    return this.#active.length > 0;
  }

  /** Examples that an observer wants of each validation at most. */
  get wantedExamples(): number {
    return this.#active.reduce((most, { samples }) => Math.max(most, samples?.examples ?? 0), 0);
  }

  /** Whether an observer wants weights and gradients of step `step`, counted from 1. */
  wantsValues(step: number): boolean {
    return this.#active.some(({ samples }) => isDue(samples?.valuesEvery, step));
  }

  /** Calls `onValues` of every observer that wants this sample. */
  values(sample: ValueSample): void {
    this.#each((observer) => {
      if (isDue(observer.samples?.valuesEvery, sample.step)) observer.onValues?.(sample);
    });
  }

  /** Calls `onExamples` of every observer that wants some. */
  examples(sample: ExampleSample): void {
    this.#each((observer) => {
      if ((observer.samples?.examples ?? 0) > 0) observer.onExamples?.(sample);
    });
  }

  /** Calls `onStep` of every observer. */
  step(report: StepReport): void {
    this.#each((observer) => observer.onStep?.(report));
  }

  /** Whether an observer takes spans. */
  get wantsSpans(): boolean {
    return this.#active.some(({ onSpan }) => onSpan !== undefined);
  }

  /** Calls `onSpan` of every observer. */
  span(span: ObservedSpan): void {
    this.#each((observer) => observer.onSpan?.(span));
  }

  /** Calls `onOpening` of every observer. */
  opening(progress: DataProgress): void {
    this.#each((observer) => observer.onOpening?.(progress));
  }

  /** Calls what an event means for observers. */
  observe(record: EventRecord): void {
    const { event, incident } = record;
    const observed = observedEvent(record);
    if (observed) this.#each((observer) => observer.onEvent?.(observed));
    if (incident) this.#each((observer) => observer.onIncident?.(incident));
    switch (event.kind) {
      case "run/started":
        return this.#each((observer) => observer.onRunStart?.(event.plan, this.#controls));
      case "checkpoint/resumed":
        return this.#each((observer) => observer.onResume?.(event.resume));
      case "epoch/ended":
        return this.#each((observer) => observer.onEpoch?.(event.report));
      case "interval/ended":
        return this.#each((observer) => observer.onInterval?.(event.report));
      case "boundary/ended":
        return this.#each((observer) => observer.onBoundary?.(event.report));
      case "monitor/readings":
        return this.#each((observer) => observer.onReadings?.(event.readings));
      case "run/ended":
        return this.#each((observer) => observer.onRunEnd?.(event.report));
    }
  }

  /** Waits until observers have handed over what belongs in the report. One that cannot is reported. */
  ending(): Promise<void> {
    return this.#settleAll((observer) => observer.onRunEnding?.(), ENDING_MS);
  }

  /** Waits until observers have written what they have of the run. One that cannot is reported. */
  settle(): Promise<void> {
    return this.#settleAll((observer) => observer.settle?.(), SETTLE_MS);
  }

  async #settleAll(
    settle: (observer: RunObserver) => Promise<void> | void,
    mostMs: number,
  ): Promise<void> {
    const settleOne = async (observer: RunObserver) => {
      try {
        const settled = settle(observer);
        if (settled) await withTimeout(settled, mostMs, "what it does at the end of a run");
      } catch (error) {
        this.#drop(observer, `lost something of the run: ${messageOf(error)}`);
      }
    };
    await Promise.all(this.#active.map(settleOne));
  }

  #each(call: (observer: RunObserver) => void): void {
    for (const observer of this.#active) {
      try {
        call(observer);
      } catch (error) {
        this.#drop(observer, `threw "${messageOf(error)}": it is not called again`);
      }
    }
  }

  /** Calls `observer` no more, and reports why. */
  #drop(observer: RunObserver, failure: string): void {
    this.#active = this.#active.filter((other) => other !== observer);
    this.#onFailure(`observer ${observer.constructor.name} ${failure}`);
  }
}

/** Whether a sample is taken in a step: in the first one, and in every `every`th after it. */
function isDue(every: number | undefined, step: number): boolean {
  return every !== undefined && (step - 1) % every === 0;
}

/** The event as a log tells of it; undefined if it is neither an incident nor on a span. */
function observedEvent({
  event,
  rule,
  step,
  epoch,
  incident,
}: EventRecord): ObservedEvent | undefined {
  const { spanEvent, priority } = rule;
  if (!spanEvent && !incident) return undefined;
  const attributes = spanEvent?.attributes(event as never) as ObservedEvent["attributes"];
  return {
    kind: event.kind,
    step,
    epoch,
    priority,
    ...(spanEvent && attributes && { name: spanEvent.name, attributes }),
    ...(incident && { incident: { kind: incident.kind, message: incident.message } }),
  };
}
