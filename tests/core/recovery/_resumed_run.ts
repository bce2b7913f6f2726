import type { RunOptions, RunReport, StepReport } from "../../../core/mod.ts";
import {
  MemoryCheckpointStore,
  type Modules,
  memoryCheckpoints,
  silent,
} from "../../../modules/mod.ts";
import {
  type TrainerChanges,
  trainerOf,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

/** A job, of which a test changes something. */
export interface Job extends Omit<TrainerChanges, "modules"> {
  readonly modules: readonly Modules[];
}

/** What came of one run of a job. */
export interface Ran {
  readonly report: RunReport;
  readonly rates: readonly number[];
  readonly weights: Readonly<Record<string, number[]>>;
}

/** Runs `job` on `store`, and interrupts it after the step `abortAt`. */
export async function ran(
  { modules, ...changes }: Job,
  store: MemoryCheckpointStore,
  run: RunOptions,
  abortAt?: number,
): Promise<Ran> {
  const abort = new AbortController();
  const rates: number[] = [];
  const onStep = ({ step, learningRate }: StepReport) => {
    rates.push(learningRate);
    if (step === abortAt) abort.abort();
  };
  await using trainer = trainerOf({
    ...changes,
    modules: [silent(), memoryCheckpoints({ store }), watching({ onStep }), ...modules],
  });
  const report = await trainer.run({ ...run, signal: abort.signal });
  return { report, rates, weights: weightsOf(await trainer.host()) };
}

/** Interrupts `first` after the step `abortAt`, and resumes it as `second`. */
export async function resumedAs(
  first: Job,
  second: Job,
  {
    epochs = 3,
    abortAt = 7,
    ...resume
  }: { epochs?: number; abortAt?: number; strict?: boolean } = {},
): Promise<Ran & { readonly before: Ran; readonly store: MemoryCheckpointStore }> {
  const store = new MemoryCheckpointStore();
  const before = await ran(first, store, { epochs: 3 }, abortAt);
  return { ...(await ran(second, store, { epochs, resume })), before, store };
}
