import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  type BoundaryReport,
  type Clock,
  type EpochReport,
  type ExampleSample,
  type Incident,
  type Json,
  type ObservedEvent,
  type ObservedSpan,
  processStart,
  type Reading,
  type ResumeReport,
  type RunControls,
  type RunObserver,
  type RunPlan,
  type RunReport,
  runtimeIdentity,
  type SampleWishes,
  type StepReport,
  VERSION,
} from "../../../core/mod.ts";
import { MOST_EXAMPLES } from "../_examples/mod.ts";
import { toSnakeCase } from "../_format/mod.ts";
import { RecordingWorkers } from "../_recording/mod.ts";
import { reportToJson } from "../_report/mod.ts";
import { type LineFile, RUN_VERSION, type RunRecord } from "../_runs/mod.ts";
import { environment } from "./environment.ts";
import type { RecordingTask, ToRecorder } from "./messages.ts";
import { stateAfter } from "./state_after.ts";

/** What a recorder is made with. */
export interface RecorderOptions {
  /** Below it each run gets a folder. */
  readonly directory: string;
  /** Name of the job. @default that of the host */
  readonly name?: string;
  /** Options that the job was started with. @default none */
  readonly options?: RunRecord["options"];
  /** Folder that the network is saved to. @default it is not saved */
  readonly model?: string;
  /** Is given the folder of each run. */
  readonly onStart?: (folder: string) => void;
}

/** Records a run in a folder; a worker writes, so that a slow disk does not hold up the loop. */
export class Recorder implements RunObserver {
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #workers = new RecordingWorkers<RecordingTask, ToRecorder>({
    main: new URL("./_worker_main.ts", import.meta.url),
  });
  readonly samples: SampleWishes = { examples: MOST_EXAMPLES };
  #startedMs = 0;
  #startedWallMs = 0;
  #incidents = 0;
  /** Of the epochs that ended in this process. */
  #multiplyAdds = 0;
  /** State that the run is shown to be in. */
  #state: Partial<RunRecord> = {};
  /** Where training stood at the last boundary. */
  #place: { readonly epoch: number; readonly step: number } | undefined;

  constructor(options: RecorderOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  onRunStart(plan: RunPlan, controls?: RunControls): void {
    this.#startedMs = this.#clock.monotonicMs();
    this.#incidents = 0;
    this.#multiplyAdds = 0;
    this.#place = undefined;
    this.#state = {};
    this.#startedWallMs = this.#clock.wallMs();
    const record = recordOf(plan, this.#options, this.#startedWallMs);
    const folder = join(this.#options.directory, record.id);
    // Here and not in the worker, so that a directory that cannot be written to is an incident of the start.
    mkdirSync(folder, { recursive: true });
    this.#options.onStart?.(folder);
    const memory = controls?.place;
    const zeroWallMs = this.#startedWallMs - this.#startedMs;
    this.#workers.start({ folder, record, ...(memory && { place: { memory, zeroWallMs } }) });
  }

  onResume(resume: ResumeReport): void {
    this.#line("events", { kind: "resume", at_ms: this.#atMs, ...toSnakeCase(resume) });
  }

  onStep(report: StepReport): void {
    this.#workers.step(report, this.#clock.monotonicMs() - this.#startedMs);
  }

  onEpoch(report: EpochReport): void {
    this.#place = { epoch: report.epoch, step: report.step };
    this.#line("epochs", { at_ms: this.#atMs, ...toSnakeCase(report) });
    const metrics = metricsOf(report);
    this.#multiplyAdds += report.multiplyAdds ?? 0;
    this.#send({
      update: {
        epoch: report.epoch,
        step: report.step,
        wall_s: this.#atMs / 1000,
        incidents: this.#incidents,
        last: metrics,
        ...(this.#multiplyAdds > 0 && { multiply_adds: this.#multiplyAdds }),
        ...(report.best && { best: metrics, best_epoch: report.epoch }),
      },
    });
  }

  onExamples(examples: ExampleSample): void {
    this.#send({ examples });
  }

  onBoundary(report: BoundaryReport): void {
    this.#line("boundaries", { at_ms: this.#atMs, ...toSnakeCase(report) });
  }

  onReadings(readings: readonly Reading[]): void {
    this.#line("readings", { at_ms: this.#atMs, ...this.#place, readings: toSnakeCase(readings) });
  }

  onEvent(event: ObservedEvent): void {
    this.#line("events", { at_ms: this.#atMs, ...(event as unknown as Record<string, Json>) });
    const update = stateAfter(event, this.#state);
    if (!update) return;
    this.#state = { ...this.#state, ...update };
    this.#send({ update });
  }

  onSpan({ id, parent, name, startMs, durationMs, failed, attributes }: ObservedSpan): void {
    this.#line("spans", {
      id,
      ...(parent !== undefined && { parent }),
      name,
      at_ms: rounded(startMs - this.#startedWallMs),
      ms: rounded(durationMs),
      ...(failed && { failed }),
      attributes: shortened(attributes),
    });
  }

  onIncident(_: Incident): void {
    this.#incidents += 1;
  }

  onRunEnd(report: RunReport): void {
    this.#send({
      end: reportToJson(report) as unknown as Json,
      update: {
        status: report.endReason,
        paused: false,
        doing: null,
        ...(report.profile && { profile: report.profile.path }),
        ...(report.compute && {
          multiply_adds: report.compute.total,
          compute: report.compute.entries,
        }),
        ended_at: new Date(this.#clock.wallMs()).toISOString(),
        wall_s: report.wallS,
        incidents: this.#incidents,
        step: report.epochs.at(-1)?.step ?? report.steps,
        ...(report.best && {
          best: metricsOf(report.best),
          best_epoch: report.best.epoch,
        }),
      },
    });
  }

  async settle(): Promise<void> {
    await this.#workers.settle();
  }

  /** Waits, for a bounded time, until everything is written. */
  async dispose(): Promise<void> {
    await this.#workers.dispose();
  }

  get #atMs(): number {
    return Math.round(this.#clock.monotonicMs() - this.#startedMs);
  }

  #line(file: LineFile, line: unknown): void {
    this.#send({ lines: { [file]: [line as Json] } });
  }

  #send(message: ToRecorder): void {
    this.#workers.send(message);
  }
}

function recordOf(
  plan: RunPlan,
  { name, options = {}, model }: RecorderOptions,
  wallMs: number,
): RunRecord {
  const job = name ?? plan.providers.host ?? "run";
  const start = processStart(process.pid);
  const started = new Date(wallMs).toISOString();
  return {
    format: "tolaria-run",
    version: RUN_VERSION,
    id: runFolderName(started, job, plan.runId),
    run_id: plan.runId,
    name: job,
    started_at: started,
    status: "running",
    pid: process.pid,
    ...(start !== undefined && { process_start: String(start) }),
    host: hostname(),
    epochs: plan.epochs,
    epoch: 0,
    step: 0,
    steps_per_epoch: plan.stepsPerEpoch,
    parameter_count: plan.parameterCount,
    device: plan.device.description,
    providers: plan.providers,
    config: plan.config ?? {},
    options,
    environment: environment(runtimeIdentity(), VERSION),
    wall_s: 0,
    incidents: 0,
    events_dropped: 0,
    ...(plan.telemetry !== undefined && { telemetry: plan.telemetry }),
    ...(model !== undefined && { model }),
  };
}

/** `20261130-223607-digits-1a2b`: sorts by time, and tells runs of one second apart. */
export function runFolderName(startedAt: string, job: string, runId: string): string {
  const [day, time] = startedAt.replace(/[-:]/g, "").split("T") as [string, string];
  const plain =
    job
      .replace(/[^A-Za-z0-9_.-]+/g, "_")
      .replace(/^\.+/, "")
      .slice(0, 40) || "run";
  const tail = runId.replace(/[^0-9a-z]/gi, "").slice(0, 4);
  return `${day}-${time.slice(0, 6)}-${plain}-${tail}`;
}

/** Loss and metrics of an epoch by the names under which they are monitored. */
function metricsOf({ train, validation }: EpochReport): Record<string, number | null> {
  const named = (pass: EpochReport["train"], prefix: string) =>
    Object.entries({ loss: pass.loss, ...pass.metrics }).map(([name, value]) => [
      prefix + name,
      Number.isFinite(value) ? value : null,
    ]);
  return Object.fromEntries([
    ...named(train, ""),
    ...(validation ? named(validation, "val_") : []),
  ]);
}

/** Attributes of a span at most, and characters of a text in them. */
const MOST_ATTRIBUTES = 12;
const MOST_TEXT = 200;

/** What a list of spans has room for of one. */
function shortened(attributes: ObservedSpan["attributes"]): ObservedSpan["attributes"] {
  const short = Object.entries(attributes).slice(0, MOST_ATTRIBUTES);
  return Object.fromEntries(
    short.map(([name, value]) => [
      name,
      typeof value === "object" || typeof value === "string"
        ? String(value).slice(0, MOST_TEXT)
        : value,
    ]),
  );
}

/** With microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
