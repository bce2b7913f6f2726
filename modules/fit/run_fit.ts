import { HOST_GROUP, type RunReport, type Trainer } from "../../core/mod.ts";
import type { ContainerModule, tf } from "../../deps.ts";
import { createTrainer, type Modules } from "../create_trainer.ts";
import { lines, progress, silent } from "../observers/mod.ts";
import {
  type CarriedState,
  fromFlat,
  isOf,
  readState,
  toFlat,
  type WeightOrder,
  weightOrder,
  writeState,
} from "./carried_state.ts";
import type { CompiledModel } from "./compiled_model.ts";
import { compiledObjective, type LossTargets } from "./compiled_objective.ts";
import { type MappedOptimizer, mappedOptimizer } from "./compiled_optimizer.ts";
import { type FitCallbacks, fitCallbacks } from "./fit_callbacks.ts";
import type { LentTensors } from "./lent_tensors.ts";
import type { CommonFitOptions } from "./options.ts";
import { compiledRate } from "./rate.ts";

/** What tfjs's `History` holds, and the report of the run. */
export type FitHistory = tf.History & {
  /** What the run did: its epochs, incidents, rollbacks, memory. */
  readonly report: RunReport;
};

/** What a fit runs with. */
export interface FitRun {
  readonly compiled: CompiledModel;
  readonly data: ContainerModule;
  readonly targets: LossTargets;
  readonly callbacks: FitCallbacks;
  readonly lent: LentTensors;
  /** Aborted when a callback asks for the end. */
  readonly stop: AbortController;
  readonly settings: {
    readonly batchSize: number;
    readonly validationBatchSize: number;
    readonly shuffle: boolean;
  };
  readonly options: Required<Pick<CommonFitOptions, "verbose" | "modules" | "seed">> &
    Pick<CommonFitOptions, "signal">;
  /** Epochs to do. */
  readonly epochs: number;
}

const SHOWN = { 0: silent, 1: progress, 2: lines } as const;

/** Trains with a trainer of its own, from what the model's optimizer remembers, and leaves it what it learned. */
export async function runFit(run: FitRun): Promise<FitHistory> {
  const { compiled, callbacks, lent, stop, options, epochs } = run;
  const { model, optimizer } = compiled;
  const mapped = mappedOptimizer(optimizer);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = await readState(optimizer, mapped, variables.length);
  const trainer = trainerOf(run, mapped);
  lent.begin();
  let after: CarriedState | undefined;
  try {
    const order = weightOrder((await trainer.host()).parameters, variables);
    if (before) await giveState(trainer, before, order);
    try {
      await callbacks.begin();
      const signals = options.signal ? [stop.signal, options.signal] : [stop.signal];
      const report = await trainer.run({ epochs, signal: AbortSignal.any(signals) });
      await callbacks.end();
      return Object.assign(callbacks.history, { report });
    } finally {
      after = await takeState(trainer, order);
    }
  } finally {
    lent.recall();
    await trainer.dispose();
    if (after && isOf(optimizer, mapped, after, variables.length)) {
      writeState(optimizer, mapped, variables, after);
    }
  }
}

function trainerOf(run: FitRun, { module }: MappedOptimizer): Trainer {
  const { compiled, data, targets, callbacks, settings, options } = run;
  const { given, optimizer } = compiled;
  const modules = [module, compiledRate(optimizer), compiledObjective(compiled, targets)];
  const own: Modules[] = [SHOWN[options.verbose](), fitCallbacks(callbacks)];
  return createTrainer(
    {
      host: given,
      data,
      modules,
      ...settings,
      // Several fits of one model see their examples in different orders.
      seed: options.seed + optimizer.iterations,
    },
    { replacements: [...own, ...options.modules] },
  );
}

async function giveState(trainer: Trainer, state: CarriedState, order: WeightOrder): Promise<void> {
  const memory = (await trainer.optimizers()).memoryOf(HOST_GROUP);
  memory.replace(toFlat(state, memory.layout, order));
}

async function takeState(trainer: Trainer, order: WeightOrder): Promise<CarriedState> {
  const { layout, state } = (await trainer.optimizers()).memoryOf(HOST_GROUP);
  return fromFlat(state, layout, order);
}
