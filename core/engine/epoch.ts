import type { Span } from "../../deps.ts";
import { divergence, divergenceAlarm } from "../autopilot/divergence_alarm.ts";
import type { Batch } from "../data/feeder.ts";
import { nextBatches } from "../data/next_batches.ts";
import type { TakenStep } from "../events/run_part.ts";
import { announceStep } from "../monitoring/announce_step.ts";
import { unfreezeDue } from "../optimizers/unfreeze_weights.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { endInterval } from "./boundary.ts";
import { beginEpoch, beginStep, endStep } from "./callbacks.ts";
import { stepHooks } from "./hooks.ts";
import { windowSteps } from "./late_steps.ts";
import type { RunContext } from "./run_context.ts";
import { respond, settleBetweenSteps } from "./settle.ts";
import { takeStep } from "./step.ts";

/** What an epoch's steps did. */
export interface EpochOutcome {
  /** Whether every batch was seen; if not, the run was told to stop, or has gone back to another epoch. */
  readonly end: "completed" | "interrupted" | "gone-back";
  readonly train: PassReport;
  readonly learningRate: number;
  /** Mean duration of a step in milliseconds. */
  readonly stepMs: number;
}

/** Trains on every example that the epoch has left, or until the run is asked to stop or goes back. */
export async function trainEpoch(run: RunContext, epochSpan: Span): Promise<EpochOutcome> {
  const { session, pacer, parts } = run;
  const { accumulator, batches: history, intents, interval, progress, train } = session;
  const { backend, callbacks, clock, profiler } = session.services;
  const hooks = stepHooks(parts.all);
  const { epoch } = progress;
  const outcome = (end: EpochOutcome["end"]): EpochOutcome => {
    const { train: means, learningRate, stepMs } = accumulator;
    return { end, train: means, learningRate, stepMs };
  };
  if (callbacks.length > 0) await beginEpoch(run);
  for (;;) {
    for (const hook of hooks.beforeStep) hook();
    if (intents.any) await settleBetweenSteps(run);
    if (progress.epoch !== epoch) return outcome("gone-back");
    if (intents.stop) return outcome("interrupted");
    if (interval?.due && !train.atEpochEnd && !parts.trials.holds) {
      await endInterval(run, epochSpan);
      continue;
    }
    if (accumulator.steps === 0) {
      unfreezeDue(session.host.unfreezings ?? [], progress.epoch + 1, session);
    }
    const from = train.position;
    train.hold();
    const upcoming = nextBatches(run.session);
    const batches = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batches) {
      // There is something to settle before the next batch.
      if (!intents.stop) continue;
      train.seek({ ...train.cursor(), batch: from });
      return outcome("interrupted");
    }
    if (batches.length > 0 && callbacks.length > 0) await beginStep(run, batches);
    if (!train.release()) {
      // Training went back meanwhile: these are not the batches that come next.
      for (const batch of batches) batch.dispose();
      continue;
    }
    if (batches.length === 0) return outcome("completed");
    profiler.begin(progress.step + 1);
    profiler.step(parts.mode.sheds("profile") ? undefined : progress.step + 1);
    history.add(progress.step, { epoch, from, to: train.position });
    const startedMs = clock.monotonicMs();
    const step = backend.lateReads
      ? await parts.window.take(batches, windowSteps(run, hooks, epochSpan, from))
      : attemptStep(run, batches, epochSpan);
    // Training was put back to where these steps began, or it went back because of one of them.
    if (!step) continue;
    if (step instanceof Error) {
      if (await respond(run, divergenceAlarm(session), epochSpan)) continue;
      throw step;
    }
    const taken: TakenStep = { stepMs: clock.monotonicMs() - startedMs, ...step };
    profiler.enter("telemetry");
    for (const hook of hooks.afterStep) hook(taken);
    announceStep(run, epochSpan, taken);
    if (callbacks.length > 0) await endStep(run, taken);
    profiler.enter("deferred");
    if (intents.any && (await settleBetweenSteps(run))) continue;
    for (const hook of hooks.betweenSteps) hook(taken);
    profiler.enter("idle");
    // What is asked for comes first: a turn of the event loop is when the runtime collects its garbage.
    if (pacer.due && !intents.any) await pacer.yield();
  }
}

/** Takes a step; returns the error that too many consecutive non-finite steps end a run with. */
function attemptStep(run: RunContext, batches: readonly Batch[], span: Span): StepOutcome | Error {
  try {
    return takeStep(run, batches, span);
  } catch (error) {
    return divergence(error);
  }
}
