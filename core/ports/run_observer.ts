import type { BoundaryReport } from "./reports/boundary_report.ts";
import type { DataProgress } from "./reports/data_progress.ts";
import type { Incident } from "./reports/incident.ts";
import type { IntervalReport } from "./reports/interval_report.ts";
import type { ObservedEvent } from "./reports/observed_event.ts";
import type { ObservedSpan } from "./reports/observed_span.ts";
import type { Reading } from "./reports/reading.ts";
import type { ResumeReport } from "./reports/resume_report.ts";
import type { EpochReport, RunPlan, RunReport, StepReport } from "./reports/run_report.ts";
import type { ExampleSample, SampleWishes, ValueSample } from "./reports/samples.ts";
import type { RunControls } from "./run_controls.ts";

/**
 * Watches a run: a progress bar, a log, a test, a user's own callback. Any number a run.
 *
 * A provider must: (1) return quickly, as `onStep` is on the hot path; (2) change nothing of the run; (3) settle within
 * twenty seconds, even if what it writes to hangs. What an observer throws is an incident of the run and does not end it.
 */
export interface RunObserver {
  /** Samples that it wants. @default none is taken */
  readonly samples?: SampleWishes;
  /** While the data is opened, before the first run: an index is made, columns are fitted. */
  onOpening?(progress: DataProgress): void;
  /**
   * Before the first step.
   *
   * @param controls For observers that let an operator act on the run. They act on nothing themselves.
   */
  onRunStart?(plan: RunPlan, controls?: RunControls): void;
  /** Before the first step of a run that is resumed, once it stands where its checkpoint was taken. */
  onResume?(resume: ResumeReport): void;
  /** After each optimizer update. */
  onStep?(report: StepReport): void;
  /** During a step, before its update, if a sample is wanted. */
  onValues?(sample: ValueSample): void;
  /** During each validation of an epoch, if examples are wanted. */
  onExamples?(sample: ExampleSample): void;
  /** After each epoch's validation. */
  onEpoch?(report: EpochReport): void;
  /** After each boundary within an epoch: what lies between it and the one before. */
  onInterval?(report: IntervalReport): void;
  /** After each boundary. */
  onBoundary?(report: BoundaryReport): void;
  /** After each boundary: every value that gauges show. */
  onReadings?(readings: readonly Reading[]): void;
  /** As soon as something happens that a log of the run tells of, incidents included. */
  onEvent?(event: ObservedEvent): void;
  /** When a span of the run has ended, whether telemetry sends it or not. */
  onSpan?(span: ObservedSpan): void;
  /** As soon as something goes wrong. */
  onIncident?(incident: Incident): void;
  /**
   * When no step follows, before the report is made: hands over what belongs in it. Waited for two seconds at most; after
   * that the run ends without.
   */
  onRunEnding?(): Promise<void> | void;
  /** When the run has ended, however it ended. */
  onRunEnd?(report: RunReport): void;
  /** After `onRunEnd`: resolves once all of the run is written or sent, and rejects if some of it cannot be. */
  settle?(): Promise<void>;
}
