import { DrivenRun } from "../driven/driven_run.ts";
import { TolariaError } from "../errors/mod.ts";
import { reportStep } from "../monitoring/report_step.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import { runTraining } from "./run.ts";
import type { Session } from "./session.ts";

/**
 * Begins a run whose batches are handed in.
 *
 * @param signal Ends the run at once, if it waits for its driver.
 * @param onOver Called when the run is over, before anybody hears of it.
 * @throws {TolariaError} `run/driven` if the data have examples of their own.
 */
export function driveRun(
  session: Session,
  options: CheckedRunOptions,
  signal: AbortSignal,
  onOver: () => void,
): { readonly loop: DrivenRun; readonly done: Promise<unknown> } {
  const { accumulator, driven: feeder, group, services, settings, splits } = session;
  if (!feeder) {
    throw new TolariaError(
      "run/driven",
      `Data source "${services.data.name}" has examples of its own: use run(), or driven({ inputs, targets }) as data. Cannot begin.`,
    );
  }
  if (group.shared) {
    throw new TolariaError(
      "run/driven",
      `The batches of a driven run are handed to one process, but ${group.collective.size} train together: use run(). Cannot begin.`,
    );
  }
  if (settings.accumulationSteps > 1) {
    throw new TolariaError(
      "options/invalid",
      `"accumulationSteps" must be 1 in a driven run, whose step is one batch, but is ${settings.accumulationSteps}. Cannot begin.`,
    );
  }
  feeder.batchesPerEpoch = options.driven?.stepsPerEpoch ?? 1;
  const done = Promise.withResolvers<void>();
  const loop = new DrivenRun({
    ...session,
    feeder,
    dataset: splits.train,
    signal: options.signal,
    report: (step) => reportStep(session, step, accumulator.steps),
    run: () =>
      runTraining(session, options, signal).finally(() => {
        onOver();
        done.resolve();
      }),
  });
  return { loop, done: done.promise };
}

/** @throws {TolariaError} `run/driven` if the batches are handed in. */
export function checkNotDriven({ driven, services }: Session): void {
  if (!driven) return;
  throw new TolariaError(
    "run/driven",
    `Data source "${services.data.name}" has no examples of its own: begin() a run and hand them in. Cannot run.`,
  );
}
