import { type Batch, examplesOf } from "../data/feeder.ts";
import type { TakenStep } from "../events/run_part.ts";
import { reportStep } from "../monitoring/report_step.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import type { RunContext } from "./run_context.ts";

/** Awaits the callbacks before an epoch. */
export async function beginEpoch({ session }: RunContext): Promise<void> {
  const epoch = session.progress.epoch + 1;
  for (const callback of session.services.callbacks) await callback.onEpochBegin?.(epoch);
}

/** Awaits the callbacks before a step. Disposes its batches if one throws. */
export async function beginStep({ session }: RunContext, batches: readonly Batch[]): Promise<void> {
  const { accumulator, services } = session;
  const examples = batches.reduce((sum, batch) => sum + examplesOf(batch), 0);
  try {
    for (const callback of services.callbacks) {
      await callback.onStepBegin?.(accumulator.steps + 1, examples);
    }
  } catch (error) {
    for (const batch of batches) batch.dispose();
    throw error;
  }
}

/** Awaits the callbacks after a step. */
export async function endStep({ session }: RunContext, step: TakenStep): Promise<void> {
  const report = reportStep(session, step, session.accumulator.steps);
  for (const callback of session.services.callbacks) {
    await callback.onStepEnd?.(report, step.examples);
  }
}

/** Awaits the callbacks after the validation of an epoch. */
export async function endEpoch({ session }: RunContext, report: EpochReport): Promise<void> {
  for (const callback of session.services.callbacks) await callback.onEpochEnd?.(report);
}
