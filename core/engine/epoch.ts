import type { Span } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import type { TakenStep } from "../events/run_part.ts";
import { aggregationAttributes } from "../gradients/gradients_part.ts";
import { rateAttributes } from "../learning_rates/rate_attributes.ts";
import { memoryAttributes } from "../memory/memory_attributes.ts";
import { reportStep } from "../monitoring/report_step.ts";
import { stepAttributes } from "../monitoring/run_events.ts";
import { unfreezeDue } from "../optimizers/unfreeze_weights.ts";
import { CONSERVATIVE_STEP_SPAN_EVERY } from "../ports/features.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { endInterval } from "./boundary.ts";
import { beginEpoch, beginStep, endStep } from "./callbacks.ts";
import { stepHooks } from "./hooks.ts";
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

/** Trains on every example that the epoch has left, or until the run is told to stop or goes back. */
export async function trainEpoch(run: RunContext, epochSpan: Span): Promise<EpochOutcome> {
  const { session, pacer, parts } = run;
  const { accumulator, batches: history, intents, interval, progress, train } = session;
  const { callbacks, clock, profiler } = session.services;
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
    const upcoming = nextBatches(run);
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
    const step = attemptStep(run, batches, epochSpan);
    if (step instanceof Error) {
      if (await recoverFromDivergence(run, epochSpan)) continue;
      throw step;
    }
    const taken: TakenStep = { ...step, stepMs: clock.monotonicMs() - startedMs };
    profiler.enter("telemetry");
    for (const hook of hooks.afterStep) hook(taken);
    announce(run, epochSpan, taken);
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
function attemptStep(
  run: RunContext,
  batches: readonly Batch[],
  span: Span,
): StepOutcome | TolariaError {
  try {
    return takeStep(run, batches, span);
  } catch (error) {
    if (TolariaError.is(error, "training/diverged")) return error;
    throw error;
  }
}

/** Goes back after too many consecutive non-finite steps. Returns whether training has gone back, or ends. */
function recoverFromDivergence(run: RunContext, span: Span): Promise<boolean> {
  const { guard, progress } = run.session;
  const { consecutive } = guard;
  const alarm = {
    rule: "non-finite" as const,
    firstStep: Math.max(0, progress.step - consecutive + 1),
    lastStep: progress.step,
    message: `loss or gradient was not finite for ${consecutive} consecutive steps, up to ${progress.step}`,
  };
  return respond(run, alarm, span);
}

/**
 * The batches of the next step: at once if they are all there, none at the end of the epoch; `undefined` if the wait
 * for them was broken off.
 */
function nextBatches(
  run: RunContext,
  gathered: Batch[] = [],
): Batch[] | Promise<Batch[] | undefined> {
  const { intents, recoveryMemory, progress, settings, train } = run.session;
  while (gathered.length < settings.accumulationSteps) {
    recoveryMemory.quarantine.skipQuarantined(train, progress.epoch);
    // Asked again after the end of an epoch, the feeder would begin the next one, which is not yet.
    if (train.atEpochEnd) return gathered;
    const upcoming = train.next(intents.signal);
    if (upcoming instanceof Promise) return gatherLate(run, gathered, upcoming);
    if (!upcoming) return gathered;
    gathered.push(upcoming);
  }
  return gathered;
}

/** {@link nextBatches} from a batch on that is not there yet. */
async function gatherLate(
  run: RunContext,
  gathered: Batch[],
  upcoming: Promise<Batch | undefined>,
): Promise<Batch[] | undefined> {
  const release = () => {
    for (const other of gathered) other.dispose();
  };
  const batch = await upcoming.catch((error) => {
    release();
    throw error;
  });
  if (!batch && (run.session.intents.stop || !run.session.train.atEpochEnd)) {
    release();
    return undefined;
  }
  return batch ? nextBatches(run, [...gathered, batch]) : gathered;
}

/** Shows a step to observers and, if it is sampled, as a span. */
function announce({ session, parts }: RunContext, epochSpan: Span, step: TakenStep): void {
  const { accumulator, progress, rates, services, settings } = session;
  const { clock, telemetry } = services;
  const thinned = parts.mode.sheds("step-spans") ? CONSERVATIVE_STEP_SPAN_EVERY : 1;
  const sampled = (progress.step - 1) % (settings.stepSpanEvery * thinned) === 0;
  if (!sampled && !parts.reporter.observed) return;
  const report = reportStep(session, step, accumulator.steps);
  if (sampled) {
    const endMs = clock.wallMs();
    const place = { parent: epochSpan, startMs: endMs - step.stepMs };
    const attributes = {
      ...stepAttributes(report),
      ...rateAttributes(rates),
      ...memoryAttributes(parts.memory.balance()),
      ...(report.aggregation && aggregationAttributes(report.aggregation)),
    };
    startSpan(telemetry.tracer, SPAN.step, attributes, place).end(endMs);
  }
  parts.reporter.step(report);
}
