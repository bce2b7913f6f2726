import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../core/worker.ts";
import { type FromRecorder, StepMeans } from "../_recording/mod.ts";
import { artifactPath } from "./artifacts.ts";
import { MlflowClient, Refused } from "./client.ts";
import { Delivery, OutOfTime } from "./delivery.ts";
import { MOST, portionsOf, textEntries } from "./entries.ts";
import { gitCommit } from "./git_commit.ts";
import type { FromMlflow, MlflowRun, MlflowTask, RunEnding, ToMlflow } from "./messages.ts";
import { MetricQueue } from "./metric_queue.ts";
import { createRun, findExperiment } from "./open_run.ts";

/** How long metrics wait for others, ms. */
const GATHER_MS = 1_000;

/** Answers that say that the request itself is bad, and not that nobody may write. */
const MALFORMED: ReadonlySet<number> = new Set([400, 413]);

/** Sends one run to an MLflow server, one request after the other. */
export class RunSender {
  readonly #task: MlflowTask;
  readonly #post: (message: FromRecorder | FromMlflow) => void;
  readonly #client: MlflowClient;
  readonly #delivery: Delivery;
  readonly #metrics: MetricQueue;
  readonly #steps: StepMeans;
  #full = Promise.withResolvers<void>();
  #ending: RunEnding | undefined;
  /** What the server refused of the metrics. */
  #refusal: string | undefined;

  constructor(task: MlflowTask, post: (message: FromRecorder | FromMlflow) => void) {
    this.#task = task;
    this.#post = post;
    this.#client = new MlflowClient(task.server);
    this.#delivery = new Delivery(post);
    this.#metrics = new MetricQueue(task.startedMs);
    this.#steps = new StepMeans(task.everySteps);
  }

  /** Takes what the run says. */
  receive(message: ToMlflow): void {
    if ("steps" in message) {
      for (const point of this.#steps.add(message)) this.#metrics.addSteps(point);
    } else if ("metrics" in message) {
      this.#metrics.addNumbers(message.metrics, message.step, message.atMs);
    } else {
      this.#ending = message.end;
      this.#delivery.end(this.#task.flushTimeoutMs);
    }
    if (this.#metrics.size >= MOST.metrics) this.#full.resolve();
  }

  /** Sends the run until it has ended. Posts how that went. */
  async run(): Promise<void> {
    try {
      const run = await this.#open();
      while (!this.#ending || this.#metrics.size > 0) {
        if (!this.#ending) await this.#gather();
        await this.#sendMetrics(run.id);
      }
      await this.#close(run, this.#ending);
      const lost = this.#lost();
      this.#post(lost === undefined ? { done: true } : { failed: lost });
    } catch (error) {
      this.#post({ failed: this.#failure(error) });
    }
  }

  async #open(): Promise<MlflowRun> {
    const { experiment, params } = this.#task;
    const id = await this.#delivery.make((_, signal) =>
      findExperiment(this.#client, experiment, signal),
    );
    const commit = await gitCommit();
    const tags = { ...this.#task.tags, ...(commit && { "mlflow.source.git.commit": commit }) };
    const run = await this.#delivery.make((failures, signal) =>
      createRun(this.#client, { ...this.#task, tags }, id, failures > 0, signal),
    );
    this.#post({ run });
    for (const portion of portionsOf(textEntries(params, "param"))) {
      await this.#logBatch({ run_id: run.id, params: portion });
    }
    return run;
  }

  /** Waits until a request is worth it. */
  async #gather(): Promise<void> {
    const { hurry: signal } = this.#delivery;
    const soon = pause(GATHER_MS, undefined, { signal }).catch(() => {});
    await Promise.race([soon, this.#full.promise]);
    this.#full = Promise.withResolvers<void>();
  }

  async #sendMetrics(run_id: string): Promise<void> {
    const metrics = this.#metrics.take();
    if (metrics.length === 0) return;
    try {
      await this.#logBatch({ run_id, metrics });
    } catch (error) {
      this.#metrics.drop(metrics.length);
      if (!(error instanceof Refused && MALFORMED.has(error.status))) throw error;
      this.#refusal ??= error.message;
    }
  }

  async #logBatch(body: object): Promise<void> {
    await this.#delivery.make((_, signal) => this.#client.post("runs/log-batch", body, signal));
  }

  async #close({ id, artifactUri }: MlflowRun, ending: RunEnding): Promise<void> {
    const { status, atMs, report } = ending;
    const tags = { ...ending.tags };
    const path = artifactPath(artifactUri, "report.json");
    if (path === undefined)
      tags["tolaria.artifacts"] = `not kept: ${artifactUri} is not the server's own`;
    await this.#logBatch({ run_id: id, tags: textEntries(tags, "tag") });
    const end = { run_id: id, status, end_time: Math.round(this.#task.startedMs + atMs) };
    await this.#delivery.make((_, signal) => this.#client.post("runs/update", end, signal));
    if (path === undefined) return;
    const text = JSON.stringify(report);
    await this.#delivery.make((_, signal) => this.#client.putArtifact(path, text, signal));
  }

  #lost(): string | undefined {
    const { dropped } = this.#metrics;
    if (dropped === 0) return undefined;
    const why = this.#refusal ?? "too many waited while it was not to be reached";
    return `${this.#client.shown} did not get ${dropped} values of metrics: ${why}`;
  }

  #failure(error: unknown): string {
    if (!(error instanceof OutOfTime)) return messageOf(error);
    const { dropped, size } = this.#metrics;
    const time = this.#task.flushTimeoutMs / 1000;
    const left = `${dropped + size} values of metrics and how the run ended`;
    return `${left} were not sent within ${time} s of its end: ${error.message}`;
  }
}
