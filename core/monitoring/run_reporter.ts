import type { Span, tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { Services } from "../container/services.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import { fetchValues } from "../late_reads/fetch_values.ts";
import type { RunReport, StepReport } from "../ports/reports/run_report.ts";
import type { ExampleSample, ValueSample } from "../ports/reports/samples.ts";
import type { RunControls } from "../ports/run_controls.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { ControlReporter, type ControlSources } from "./control_reporter.ts";
import { IncidentLog } from "./incident_log.ts";
import { metricWriter } from "./metric_writer.ts";
import { Observers } from "./observers.ts";
import { sampleValues } from "./sample_values.ts";
import { spanWriter } from "./span_writer.ts";

/** Steps that are looked ahead for one of which values are shown. */
const LOOK_AHEAD = 64;

/** Groups of weights, and the gradient of each. */
type ValueSources = [groups: Iterable<ParameterGroup>, gradients: readonly tf.Tensor1D[]];

/** What a reporter works with. */
export interface RunReporterParts
  extends ControlSources,
    Pick<Services, "telemetry" | "observers" | "spans"> {
  readonly events: RunEventStream;
  readonly mode: ConservativeMode;
  /** The run's span. */
  readonly span: Span;
  /** What observers get to let an operator act on the run. */
  readonly controls: RunControls;
}

/** Subscribes everyone who writes events down: spans, metrics, incidents, the control report and observers. */
export class RunReporter {
  readonly #parts: RunReporterParts;
  readonly #incidents = new IncidentLog();
  readonly #control = new ControlReporter();
  readonly #observers: Observers;
  readonly #stop: readonly (() => void)[];
  #sample: ValueSample | undefined;

  constructor(parts: RunReporterParts) {
    const { telemetry, events, observers, span, controls, spans } = parts;
    this.#parts = parts;
    this.#observers = new Observers(
      observers,
      (message) => events.emit("observer/failed", { message }),
      controls,
    );
    if (this.#observers.wantsSpans) spans.take = (one) => this.#observers.span(one);
    this.#stop = [
      () => {
        spans.take = undefined;
      },
      events.subscribe(({ incident }) => {
        if (incident) this.#incidents.add(incident);
      }),
      events.subscribe(spanWriter(telemetry.tracer)),
      events.subscribe(metricWriter(telemetry.meter)),
      events.subscribe((record) => this.#control.observe(record)),
      events.subscribe((record) => this.#observers.observe(record)),
      events.begin(span),
    ];
  }

  /** Whether an observer looks at steps. */
  get observed(): boolean {
    return this.#observers.any;
  }

  /** Examples that an observer wants of each validation at most. */
  get wantedExamples(): number {
    return this.#observers.wantedExamples;
  }

  /** Shows observers some of the examples of a validation. */
  examples(sample: ExampleSample): void {
    this.#observers.examples(sample);
  }

  /** Shows observers some weights and gradients of a step, if one wants them. @param step Counted from 1. */
  values(step: number, ...[groups, gradients]: ValueSources): void {
    if (!this.#observers.wantsValues(step)) return;
    const sample = this.#sample?.step === step ? this.#sample : undefined;
    this.#sample = undefined;
    this.#observers.values(sample ?? sampleValues(step, groups, gradients).read());
  }

  /** Reads what {@link values} is going to show of this step, on a backend whose numbers can only be awaited. */
  async fetchValues(step: number, ...[groups, gradients]: ValueSources): Promise<void> {
    if (!this.#observers.wantsValues(step)) return;
    const unread = sampleValues(step, groups, gradients);
    await fetchValues(unread.tensors);
    this.#sample = unread.read();
  }

  /** Steps from `step` on up to the next of which values are shown, that one not included, but at least 1. */
  stepsToValues(step: number): number {
    for (let ahead = 1; ahead <= LOOK_AHEAD; ahead++) {
      if (this.#observers.wantsValues(step + ahead)) return Math.max(1, ahead - 1);
    }
    return LOOK_AHEAD;
  }

  /** Shows observers a step. */
  step(report: StepReport): void {
    this.#observers.step(report);
  }

  /** Waits until observers have handed over what belongs in the report. */
  ending(): Promise<void> {
    return this.#observers.ending();
  }

  /** Waits until observers have written what they have of a run that has ended. */
  settle(): Promise<void> {
    return this.#observers.settle();
  }

  /** What the events so far come to. */
  report(): Pick<RunReport, "incidents" | "incidentCounts" | "control"> {
    const { mode } = this.#parts;
    return {
      // Live: an observer may fail at the very end of the run.
      incidents: this.#incidents.listed,
      incidentCounts: this.#incidents.counts,
      control: this.#control.report(mode.current, this.#parts),
    };
  }

  /** Writes nothing more. */
  dispose(): void {
    for (const stop of this.#stop) stop();
  }
}
