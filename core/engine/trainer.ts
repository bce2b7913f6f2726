import type { Container, ContainerModule } from "../../deps.ts";
import type { Catalogue, RoleEntry } from "../container/catalogue.ts";
import { composeContainer } from "../container/compose.ts";
import { resolveServices } from "../container/services.ts";
import { unbindAll } from "../container/unbind.ts";
import type { DrivenRun } from "../driven/driven_run.ts";
import type { Emergencies } from "../emergencies/emergencies.ts";
import { checkNoneHalts } from "../emergencies/run_emergencies.ts";
import { TolariaError } from "../errors/mod.ts";
import type { ModelInfo } from "../models/mod.ts";
import { type SaveOptions, saveTrained } from "../models/mod.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import { parseOptions } from "../options.ts";
import type { Host } from "../ports/host.ts";
import type { Recovery } from "../ports/recovery.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import { settlesWithin, unlessAborted } from "../runtime/mod.ts";
import {
  type BeginOptions,
  BeginOptionsSchema,
  type CheckedRunOptions,
  type CheckedSettings,
  type RunOptions,
  RunOptionsSchema,
  SettingsSchema,
  type TrainerSettings,
} from "../settings/settings.ts";
import { OPTIMIZER } from "../tokens.ts";
import { checkNotDriven, driveRun } from "./drive.ts";
import { runTraining } from "./run.ts";
import { closeSession, openSession, type Session } from "./session.ts";

/** How long a run that is asked to stop, and `dispose()`, wait for what is still being opened, ms. */
const OPENING_MS = 1_000;

/** What a trainer is made of. */
export interface TrainerParts {
  /** Providers that the user chose. */
  readonly modules: readonly ContainerModule[];
  /** Providers that take the place of chosen ones of the same role. */
  readonly replacements?: readonly ContainerModule[];
  readonly settings: TrainerSettings;
}

/**
 * Trains one network. Made by `createTrainer`.
 *
 * Holds tensors, workers and files from its first run until `dispose()`; `await using` disposes it.
 */
export class Trainer implements AsyncDisposable {
  readonly #container: Container;
  readonly #settings: CheckedSettings;
  readonly #optimizerKinds: RoleEntry["providers"];
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;
  /** Whether the session could not be opened. */
  #broken = false;
  #running: { readonly abort: AbortController; readonly done: Promise<unknown> } | undefined;
  #disposal: Promise<void> | undefined;
  /** Ends what is still being opened. */
  readonly #closing = new AbortController();

  /**
   * Composes the trainer; instantiates no provider.
   *
   * @throws {TolariaError} `container/*` if a role does not have the right number of providers, `options/invalid` if
   * a setting breaks its rule.
   */
  constructor(parts: TrainerParts, catalogue: Catalogue) {
    this.#settings = parseOptions("create the trainer", SettingsSchema, parts.settings);
    this.#container = composeContainer(parts, catalogue);
    this.#optimizerKinds = catalogue.find(({ token }) => token === OPTIMIZER)?.providers ?? {};
  }

  /**
   * Trains for `options.epochs` more epochs. A second run goes on where the first one ended.
   *
   * @throws {TolariaError} `trainer/running` during another run, `trainer/disposed` after `dispose()`,
   * `run/interrupted` if it is asked to stop before there is anything to train,
   * `emergency/in-force` while one of the highest level is, `training/diverged` where loss or gradient stay
   * non-finite; and any error of a provider. Observers
   * get the run's report before that.
   */
  async run(options: RunOptions): Promise<RunReport> {
    const checked = parseOptions("run", RunOptionsSchema, options);
    return this.#occupy("run", checked, async (session, signal) => {
      checkNotDriven(session);
      const report = await runTraining(session, checked, signal);
      if (report.endReason === "failed") throw report.error;
      return report;
    });
  }

  /**
   * Begins a run whose steps the caller takes one by one, on batches of its own: for reinforcement learning, networks
   * that train against each other, and other loops. The data are `driven({ inputs, targets })`.
   *
   * @throws {TolariaError} `run/driven` if the data have examples of their own; `options/invalid` if a schedule depends on
   * a length that is not given; and what {@link run} throws before its first step.
   *
   * @example
   * ```ts
   * import type { DrivenBatch, Trainer } from "tolaria";
   *
   * export async function drive(trainer: Trainer, nextBatch: () => DrivenBatch) {
   *   await using loop = await trainer.begin();
   *   while (loop.steps < 1_000) await loop.step(nextBatch());
   *   return await loop.end();
   * }
   * ```
   */
  async begin(options: BeginOptions = {}): Promise<DrivenRun> {
    const checked = parseOptions("begin", BeginOptionsSchema, options);
    const begun = Promise.withResolvers<DrivenRun>();
    this.#occupy("begin", checked, async (session, _, disposal) => {
      const { loop, done } = driveRun(session, checked, disposal, () => {
        this.#running = undefined;
      });
      begun.resolve(loop.begun());
      await done;
    }).catch(begun.reject);
    return begun.promise;
  }

  /**
   * Takes a command from outside: it is carried out at the next epoch boundary of the run, or ends a pause.
   *
   * @param envelope Bytes of a Leyline `BusEnvelope`, signed as the run's command gate wants it.
   * @returns The id of the command.
   * @throws {TolariaError} `command/refused`, `leyline/*` if it is not let in; `trainer/disposed`.
   */
  async submitCommand(envelope: Uint8Array): Promise<string> {
    this.#checkAlive("take a command");
    return (await this.#open()).inbox.submit(envelope).commandId;
  }

  /**
   * The network; it is built before the first run if need be.
   *
   * @throws {TolariaError} `trainer/disposed` after `dispose()`.
   */
  async host(): Promise<Host> {
    this.#checkAlive("give the host");
    return (await this.#open()).host;
  }

  /**
   * Changes optimizers and parameter groups, between runs or while one is going on: between its steps, that is
   * from an observer or a timer.
   */
  async optimizers(): Promise<OptimizerManager> {
    return (await this.#open()).optimizers;
  }

  /**
   * Where emergencies are raised and stood down, and where to hear of them; also while a run is going on: between its
   * steps, that is from an observer or a timer.
   */
  async emergencies(): Promise<Emergencies> {
    this.#checkAlive("give the emergencies");
    return (await this.#open()).emergencies;
  }

  /**
   * Takes the run in progress back, or makes it durable: between its steps, that is from an observer or a timer.
   * Undefined while no run is in progress.
   */
  async recovery(): Promise<Recovery | undefined> {
    return (await this.#session)?.running.recovery;
  }

  /**
   * Saves the network as a model folder, which `loadModel` and stock tfjs load, or its weights alone if it is not made of
   * layers: `contents` says so, and `loadWeights` reads them. Between runs, or while one is going on, between its steps.
   * A model folder that is there is replaced; whenever the process dies, one of the two is whole. Of several ranks only
   * rank 0 writes.
   *
   * @returns What was saved: which weights, of which epoch, with its metrics.
   * @throws {TolariaError} `model/refused` if the folder is none that Tolaria wrote or cannot be written, or if the weights
   * asked for are not held; `host/unsupported` for a layer that cannot be copied; `trainer/disposed`.
   */
  async save(directory: string, options: SaveOptions = {}): Promise<ModelInfo> {
    this.#checkAlive("save");
    // At once if it can: the next step changes the weights.
    return saveTrained(this.#opened ?? (await this.#open()), directory, options);
  }

  /** Ends a run in progress after its step, then releases every tensor, worker, timer and file. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  /** The same as {@link dispose}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Does the work of one run, unless another is in progress. */
  async #occupy<T>(
    action: string,
    options: CheckedRunOptions,
    work: (session: Session, signal: AbortSignal, disposal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#checkFree(action);
    const abort = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
    const done = this.#ready(signal).then((session) => work(session, signal, abort.signal));
    const running = { abort, done };
    this.#running = running;
    try {
      return await done;
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  /** The session, once it is open. A run that is stopped takes no step and reports that, unless there is nothing to report on. */
  async #ready(signal: AbortSignal): Promise<Session> {
    const opening = this.#open();
    await unlessAborted(opening, signal);
    const session = (await settlesWithin(opening, OPENING_MS)) ? await opening : undefined;
    if (!session) {
      throw new TolariaError(
        "run/interrupted",
        "The run was told to stop before its first step: the data, the network or the backend were being opened.",
      );
    }
    checkNoneHalts(session.emergencies);
    return session;
  }

  #open(): Promise<Session> {
    this.#session ??= this.#makeSession();
    return this.#session;
  }

  async #makeSession(): Promise<Session> {
    const services = await resolveServices(this.#container);
    const { signal } = this.#closing;
    const session = await openSession(services, this.#settings, this.#optimizerKinds, signal);
    this.#opened = session;
    return session;
  }

  #checkAlive(action: string): void {
    if (!this.#disposal) return;
    throw new TolariaError(
      "trainer/disposed",
      `The trainer is disposed: create another. Cannot ${action}.`,
    );
  }

  #checkFree(action: string): void {
    this.#checkAlive(action);
    if (this.#running) {
      throw new TolariaError(
        "trainer/running",
        `The trainer is running: await the run in progress first. Cannot ${action}.`,
      );
    }
  }

  async #dispose(): Promise<void> {
    this.#closing.abort();
    this.#running?.abort.abort();
    // A run that fails is its own caller's to hear of.
    await this.#running?.done.catch(() => {});
    const opening = this.#session?.catch(() => {
      this.#broken = true;
      return undefined;
    });
    const closed = opening?.then((session) => session && closeSession(session));
    // What is still being opened may take for ever: it is closed when it is there.
    if (closed && !(await settlesWithin(closed, OPENING_MS)) && this.#opened) await closed;
    await unbindAll(this.#container, this.#broken);
  }
}
