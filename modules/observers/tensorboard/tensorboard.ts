import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  CLOCK,
  type Clock,
  type EpochReport,
  type ExampleSample,
  type Incident,
  parseOptions,
  RUN_OBSERVER,
  type RunObserver,
  type RunPlan,
  type RunReport,
  type SampleWishes,
  type StepReport,
  type ValueSample,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { RecordingWorkers } from "../_recording/mod.ts";
import type { TensorboardTask, ToTensorboard } from "./messages.ts";

/** What is written for TensorBoard, and where. */
export interface TensorboardOptions {
  /** Each run gets a folder of its own below it: `tensorboard --logdir` takes it. @default "runs/tensorboard" */
  readonly directory?: string;
  /** Steps whose mean is one point, at least 1: TensorBoard is slow with large files. @default 10 */
  readonly everySteps?: number;
  /** Steps from one histogram of weights and gradients to the next; 0 for none. @default 500 */
  readonly histogramsEvery?: number;
  /** Examples of the validation that are drawn after each epoch, if the data are images; 0 for none. @default 16 */
  readonly images?: number;
}

type CheckedOptions = Required<TensorboardOptions>;

const TensorboardSchema: z.ZodType<CheckedOptions> = z.strictObject({
  directory: z.string().min(1).default("runs/tensorboard"),
  everySteps: z.int().min(1).default(10),
  histogramsEvery: z.int().min(0).default(500),
  images: z.int().min(0).max(64).default(16),
}) as z.ZodType<CheckedOptions>;

/**
 * Writes each run as TensorBoard reads it: loss and metrics of steps and epochs, rates, gradient norms, incidents as text, all
 * settings as hyper-parameters, histograms of weights and gradients, confusion matrices and examples as images. A worker
 * draws and writes; histograms are of at most 1,024 numbers of each weight.
 */
export function tensorboard(options: TensorboardOptions = {}): ContainerModule {
  const checked = parseOptions("make tensorboard", TensorboardSchema, options);
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue((clock) => new Tensorboard(checked, clock), [CLOCK])
      .inSingletonScope()
      .onDeactivation((observer) => (observer as Tensorboard).dispose());
  });
}

class Tensorboard implements RunObserver {
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #workers = new RecordingWorkers<TensorboardTask, ToTensorboard>({
    main: new URL("./_worker_main.ts", import.meta.url),
  });
  readonly samples: SampleWishes;
  #startedMs = 0;
  #step = 0;

  constructor(options: CheckedOptions, clock: Clock) {
    this.#options = options;
    const { histogramsEvery, images } = options;
    this.samples = {
      ...(histogramsEvery > 0 && { valuesEvery: histogramsEvery }),
      examples: images,
    };
    this.#clock = clock;
  }

  onRunStart({ runId, config = {} }: RunPlan): void {
    const { directory, everySteps } = this.#options;
    this.#startedMs = this.#clock.monotonicMs();
    const startedMs = this.#clock.wallMs();
    this.#step = 0;
    const folder = join(directory, `${timeText(startedMs)}-${runId.slice(0, 8)}`);
    // Here and not in the worker, so that a directory that cannot be written to is an incident of the start.
    mkdirSync(folder, { recursive: true });
    // TensorBoard looks for this word in names of files.
    const name = `events.out.tfevents.${Math.floor(startedMs / 1000)}.${hostname()}`;
    const path = join(folder, name);
    const task = { path, startedMs, settings: config, everySteps };
    this.#workers.start(task);
  }

  onStep(report: StepReport): void {
    this.#step = report.step;
    this.#workers.step(report, this.#atMs);
  }

  onValues(values: ValueSample): void {
    this.#workers.send({ atMs: this.#atMs, values });
  }

  onExamples(examples: ExampleSample): void {
    this.#workers.send({ atMs: this.#atMs, examples });
  }

  onEpoch({ step, epoch, train, validation, learningRate }: EpochReport): void {
    const ofPass = (pass: EpochReport["train"], prefix: string) =>
      Object.entries({ loss: pass.loss, ...pass.metrics }).map(
        ([name, value]) => [`epoch/${prefix}${name}`, value] as const,
      );
    this.#workers.send({
      step,
      atMs: this.#atMs,
      scalars: [
        ...ofPass(train, ""),
        ...(validation ? ofPass(validation, "val_") : []),
        ["epoch/learning_rate", learningRate],
        ["epoch/epoch", epoch],
      ],
    });
    const { matrices } = validation ?? {};
    if (matrices) this.#workers.send({ step, atMs: this.#atMs, matrices });
  }

  onIncident({ kind, message, step }: Incident): void {
    this.#workers.send({ step, atMs: this.#atMs, text: [`incidents/${kind}`, message] });
  }

  onRunEnd(report: RunReport): void {
    const { endReason } = report;
    const failed = endReason === "failed" || endReason === "halted";
    this.#workers.send({
      end: failed ? "failure" : "success",
      step: this.#step,
      atMs: this.#atMs,
      report: summaryOf(report),
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
    return this.#clock.monotonicMs() - this.#startedMs;
  }
}

/** What a run came to, as Markdown. */
function summaryOf({ endReason, epochs, best, steps, wallS, incidents }: RunReport): string {
  const lines = [
    `Ended: ${endReason} after ${epochs.length} epochs, ${steps} steps and ${wallS.toFixed(1)} s.`,
    ...(best ? [`Best epoch: ${best.epoch}.`] : []),
    ...incidents.map(({ kind, message }) => `${kind}: ${message}`),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

/** `20261130-223607`. */
function timeText(ms: number): string {
  const [day, time] = new Date(ms).toISOString().replace(/[-:]/g, "").split("T") as [
    string,
    string,
  ];
  return `${day}-${time.slice(0, 6)}`;
}
