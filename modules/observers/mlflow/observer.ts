import {
  type CircuitBreaker,
  type CircuitBreakers,
  type Clock,
  type EpochReport,
  exporterBreaker,
  type RunObserver,
  type RunPlan,
  type RunReport,
  runtimeIdentity,
  type StepReport,
} from "../../../core/mod.ts";
import { RecordingWorkers } from "../_recording/mod.ts";
import { reportToJson } from "../_report/mod.ts";
import { endTags, paramsOf, tagsOf } from "./descriptions.ts";
import type {
  FromMlflow,
  MlflowRun,
  MlflowTask,
  Numbers,
  RunStatus,
  ToMlflow,
} from "./messages.ts";
import type { MlflowOptions } from "./mlflow.ts";
import { sendModel } from "./send_model.ts";
import type { Server } from "./server.ts";

/** Options with what they default to. */
export interface CheckedOptions
  extends Required<Omit<MlflowOptions, "uri" | "runName" | "model">>,
    Pick<MlflowOptions, "runName" | "model"> {
  readonly server: Server;
}

/** How much longer than its worker the loop's thread waits at the end of a run, ms. */
const GRACE_MS = 2_000;

const STATUS: Readonly<Record<RunReport["endReason"], RunStatus>> = {
  completed: "FINISHED",
  "early-stopped": "FINISHED",
  interrupted: "KILLED",
  halted: "FAILED",
  failed: "FAILED",
};

/** Sends runs to an MLflow server. */
export class MlflowObserver implements RunObserver {
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #breaker: CircuitBreaker;
  readonly #workers: RecordingWorkers<MlflowTask, ToMlflow, FromMlflow>;
  #startedMs = 0;
  #step = 0;
  /** The last run that the server made. */
  #run: MlflowRun | undefined;

  constructor(options: CheckedOptions, clock: Clock, breakers: CircuitBreakers) {
    this.#options = options;
    this.#clock = clock;
    this.#breaker = breakers.of(exporterBreaker("mlflow"));
    this.#workers = new RecordingWorkers({
      main: new URL("./_worker_main.ts", import.meta.url),
      endMs: options.flushTimeoutMs + GRACE_MS,
      onMessage: (message) => this.#onMessage(message),
    });
  }

  onRunStart(plan: RunPlan): void {
    const { server, experiment, runName, tags, options, everySteps, flushTimeoutMs } =
      this.#options;
    this.#startedMs = this.#clock.monotonicMs();
    this.#step = 0;
    this.#run = undefined;
    this.#workers.start({
      server,
      experiment,
      runName: runName ?? plan.providers.host ?? "run",
      params: paramsOf(plan, options),
      tags: { ...tagsOf(plan, runtimeIdentity()), ...tags },
      startedMs: this.#clock.wallMs(),
      everySteps,
      flushTimeoutMs,
    });
  }

  onStep(report: StepReport): void {
    this.#step = report.step;
    this.#workers.step(report, this.#atMs);
  }

  onEpoch({ step, epoch, train, validation, learningRate }: EpochReport): void {
    this.#sendNumbers(step, {
      ...named(train, ""),
      ...(validation && named(validation, "val_")),
      learning_rate: learningRate,
      epoch,
    });
  }

  onRunEnd(report: RunReport): void {
    if (report.test) this.#sendNumbers(this.#step, named(report.test, "test_"));
    const status = STATUS[report.endReason];
    const end = { status, atMs: this.#atMs, tags: endTags(report), report: reportToJson(report) };
    this.#workers.send({ end });
  }

  async settle(): Promise<void> {
    await this.#workers.settle();
  }

  /** Waits, for a bounded time, until everything is sent. */
  async dispose(): Promise<void> {
    await this.#workers.dispose();
    const { server, model, modelTimeoutMs } = this.#options;
    if (model !== undefined && this.#run) await sendModel(server, this.#run, model, modelTimeoutMs);
  }

  get #atMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }

  #sendNumbers(step: number, metrics: Numbers): void {
    this.#workers.send({ step, atMs: this.#atMs, metrics });
  }

  #onMessage(message: FromMlflow): void {
    if ("run" in message) this.#run = message.run;
    else if (this.#breaker.acquire()) {
      if (message.outcome === "taken") this.#breaker.succeed();
      else this.#breaker.fail(message.outcome.failure);
    }
  }
}

/** Loss and metrics of a pass. */
function named({ loss, metrics }: EpochReport["train"], prefix: string): Numbers {
  const all = Object.entries({ loss, ...metrics });
  return Object.fromEntries(all.map(([name, value]) => [prefix + name, value]));
}
