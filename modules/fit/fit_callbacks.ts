import {
  type EpochReport,
  type PassReport,
  RUN_CALLBACK,
  type RunCallback,
  type StepReport,
} from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";

/** A callback as `model.fit` takes it: an object with hooks, or a callback of tfjs. */
export type FitCallback = tf.CustomCallbackArgs | TfjsCallback;

/** What tells a callback of tfjs, such as `tf.callbacks.earlyStopping()`, from an object with hooks. */
export interface TfjsCallback {
  /** Is told what the fit does. */
  setParams(params: object): void;
  /** Is told what it trains. */
  setModel(model: tf.LayersModel): void;
}

/** The `params` of callbacks, as in tfjs. */
export type FitParams = Parameters<tf.CallbackList["setParams"]>[0];

/** Where the epochs of a fit are counted from, and how many batches they have. */
export interface EpochCount {
  readonly initialEpoch: number;
  /** Batches in an epoch; undefined if that is not known beforehand. */
  readonly batchesPerEpoch: number | undefined;
  /** Whether callbacks get the size of a batch before it, as they are by `fitDataset` alone. */
  readonly sizesAhead: boolean;
}

/** What callbacks are called with. */
export interface CallbackScope {
  /** Ends the run after the step in progress. */
  readonly stop: () => void;
  /** Wraps every call of the user's code. */
  readonly around: (work: () => Promise<void>) => Promise<void>;
  /** Whether there is nothing more to train on, asked after each epoch. @default there always is */
  readonly isOver?: () => boolean;
}

/** Sums of an epoch that is stopped before its end. */
interface Sums {
  examples: number;
  readonly totals: Record<string, number>;
}

/**
 * Calls the callbacks of `model.fit` in a run, in tfjs's order and with tfjs's logs, and collects its `History`.
 *
 * Stops the run once a callback has set `model.stopTraining`, in mid-epoch too.
 */
export class FitCallbacks implements RunCallback {
  readonly history: tf.History = new tf.History();
  readonly #list: tf.CallbackList;
  readonly #model: tf.LayersModel;
  readonly #count: EpochCount;
  readonly #scope: CallbackScope;
  #epoch: number;
  #open: Sums | undefined;

  constructor(
    model: tf.LayersModel,
    callbacks: readonly Parameters<tf.CallbackList["append"]>[0][],
    params: FitParams,
    count: EpochCount,
    scope: CallbackScope,
  ) {
    this.#list = new tf.CallbackList([...callbacks, this.history]);
    this.#list.setParams(params);
    this.#list.setModel(model);
    this.#model = model;
    this.#count = count;
    this.#scope = scope;
    this.#epoch = count.initialEpoch;
  }

  /** Before the first step. */
  async begin(): Promise<void> {
    (this.#model as { history?: tf.History }).history = this.history;
    await this.#call(() => this.#list.onTrainBegin());
    this.#model.stopTraining = false;
  }

  /** After the last step: ends the epoch that was stopped, if one was. */
  async end(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open && open.examples > 0) {
      const means = Object.entries(open.totals).map(([name, sum]) => [name, sum / open.examples]);
      await this.#call(() => this.#list.onEpochEnd(this.#epoch, Object.fromEntries(means)));
    }
    await this.#call(() => this.#list.onTrainEnd());
  }

  async onEpochBegin(epoch: number): Promise<void> {
    this.#epoch = this.#count.initialEpoch + epoch - 1;
    this.#forget(epoch - 1);
    this.#open = { examples: 0, totals: {} };
    await this.#call(() => this.#list.onEpochBegin(this.#epoch));
  }

  async onStepBegin(stepInEpoch: number, examples: number): Promise<void> {
    const batch = stepInEpoch - 1;
    await this.#call(() =>
      this.#list.onBatchBegin(batch, this.#count.sizesAhead ? { batch, size: examples } : {}),
    );
  }

  async onStepEnd({ stepInEpoch, loss, metrics }: StepReport, examples: number): Promise<void> {
    const batch = stepInEpoch - 1;
    const open = this.#open as Sums;
    open.examples += examples;
    for (const [name, value] of Object.entries({ loss, ...metrics })) {
      open.totals[name] = (open.totals[name] ?? 0) + value * examples;
    }
    await this.#call(() =>
      this.#list.onBatchEnd(batch, { batch, size: examples, loss, ...metrics }),
    );
    // After the last batch of an epoch, the epoch is validated first, as in tfjs.
    if (stepInEpoch !== this.#count.batchesPerEpoch) this.#stopIfAsked();
  }

  async onEpochEnd({ train, validation }: EpochReport): Promise<void> {
    this.#open = undefined;
    const logs = { ...(validation && named(validation, "val_")), ...named(train, "") };
    await this.#call(() => this.#list.onEpochEnd(this.#epoch, logs));
    this.#stopIfAsked(this.#scope.isOver?.());
  }

  /** Forgets the epochs that training goes over again. */
  #forget(from: number): void {
    const { epoch, history } = this.history;
    epoch.length = Math.min(epoch.length, from);
    for (const values of Object.values(history)) values.length = Math.min(values.length, from);
  }

  #call(work: () => Promise<void>): Promise<void> {
    return this.#list.callbacks.length > 1 ? this.#scope.around(work) : work();
  }

  #stopIfAsked(isOver = false): void {
    if (this.#model.stopTraining || isOver) this.#scope.stop();
  }
}

function named({ loss, metrics }: PassReport, prefix: string): tf.Logs {
  const all = Object.entries({ loss, ...metrics });
  return Object.fromEntries(all.map(([name, value]) => [`${prefix}${name}`, value]));
}

/** Makes callbacks of tfjs of what `callbacks` was given. */
export function standardCallbacks(
  callbacks: FitCallback | readonly FitCallback[] | undefined,
  yieldEvery: tf.ModelFitArgs["yieldEvery"],
): Parameters<tf.CallbackList["append"]>[0][] {
  if (callbacks === undefined || callbacks === null) return [];
  return [callbacks].flat().map((callback) => {
    return "setParams" in callback
      ? (callback as tf.Callback)
      : new tf.CustomCallback(callback as tf.CustomCallbackArgs, yieldEvery);
  });
}

/** Makes callbacks take part in the run. */
export function fitCallbacks(callbacks: FitCallbacks): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_CALLBACK).toConstantValue(callbacks);
  });
}
