import type { Span } from "../../deps.ts";
import { goBackAsAsked, survives, watchStep } from "../autopilot/watch.ts";
import type { Batch } from "../data/batch_feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import { memoryAttributes } from "../memory/memory_attributes.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { aggregationAttributes, rateAttributes, stepAttributes } from "../telemetry/attributes.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import type { RunScope } from "./run_context.ts";
import { reportStep, takeStep } from "./step.ts";

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
export async function trainEpoch(scope: RunScope, epochSpan: Span): Promise<EpochOutcome> {
  const { session, pacer, recovery, signal } = scope;
  const { clock, profiler } = session.services;
  const { tally } = session;
  const { epoch } = session.progress;
  const outcome = (end: EpochOutcome["end"]): EpochOutcome => {
    const { train, learningRate, stepMs } = tally;
    return { end, train, learningRate, stepMs };
  };
  for (;;) {
    scope.control.look();
    if (recovery.asked) await goBackAsAsked(scope, epochSpan);
    if (session.progress.epoch !== epoch) return outcome("gone-back");
    if (signal.aborted) return outcome("interrupted");
    if (session.emergencies.pending) {
      await session.emergencies.carryOut();
      continue;
    }
    const from = session.train.position;
    const upcoming = nextBatches(scope);
    const batches = upcoming instanceof Promise ? await upcoming : upcoming;
    if (batches.length === 0) return outcome("completed");
    profiler.step(profiledStep(scope));
    session.places.note(session.progress.step, { epoch, from, to: session.train.position });
    const startedMs = clock.monotonicMs();
    const step = attemptStep(scope, batches, epochSpan);
    if (step instanceof Error) {
      if (await survives(scope, epochSpan)) continue;
      throw step;
    }
    const stepMs = clock.monotonicMs() - startedMs;
    profiler.enter("telemetry");
    tally.add(step, stepMs);
    scope.monitor.step(step, stepMs);
    announce(scope, epochSpan, step, tally.steps, stepMs);
    profiler.enter("deferred");
    const goneBack = watchStep(scope, step, epochSpan);
    if (goneBack && (await goneBack)) continue;
    recovery.afterStep();
    scope.memory.afterStep();
    scope.control.betweenSteps({ loss: step.metrics[0] as number, stepMs });
    profiler.enter("idle");
    // What is asked for comes first: a turn of the event loop is when the runtime collects its garbage.
    if (pacer.due && !recovery.asked) await pacer.yield();
  }
}

/** Number of the step that is next, from 1; undefined where profiling, the first to be shed, is done without. */
function profiledStep({ control, session }: RunScope): number | undefined {
  return control.mode === "conservative" ? undefined : session.progress.step + 1;
}

/** Takes a step; returns what too many steps that were not finite end a run with. */
function attemptStep(
  { session, aim, incidents }: RunScope,
  batches: readonly Batch[],
  span: Span,
): StepOutcome | TolariaError {
  try {
    return takeStep(session, batches, aim.totalSteps, incidents, span);
  } catch (error) {
    if (TolariaError.is(error, "training/diverged")) return error;
    throw error;
  }
}

/** The batches of the next step: at once where they are all there, none at the end of the epoch. */
function nextBatches(scope: RunScope, gathered: Batch[] = []): Batch[] | Promise<Batch[]> {
  const { detours, progress, settings, train } = scope.session;
  while (gathered.length < settings.accumulationSteps) {
    detours.quarantine.pass(train, progress.epoch);
    // The feeder begins the next epoch when asked again after the end of one.
    if (gathered.length > 0 && train.atEpochEnd) return gathered;
    const upcoming = train.next();
    if (upcoming instanceof Promise) return gatherLate(scope, gathered, upcoming);
    if (!upcoming) return gathered;
    gathered.push(upcoming);
  }
  return gathered;
}

/** {@link nextBatches} from a batch on that is not there yet. */
async function gatherLate(
  scope: RunScope,
  gathered: Batch[],
  upcoming: Promise<Batch | undefined>,
): Promise<Batch[]> {
  const batch = await upcoming.catch((error) => {
    for (const other of gathered) other.dispose();
    throw error;
  });
  return batch ? nextBatches(scope, [...gathered, batch]) : gathered;
}

function announce(
  scope: RunScope,
  epochSpan: Span,
  step: StepOutcome,
  stepInEpoch: number,
  stepMs: number,
): void {
  const { session, observers } = scope;
  const { clock, telemetry } = session.services;
  const sampled = (session.progress.step - 1) % scope.control.stepSpanEvery === 0;
  if (!sampled && !observers.any) return;
  const report = reportStep(session, step, stepInEpoch, stepMs);
  if (sampled) {
    const endMs = clock.wallMs();
    const place = { parent: epochSpan, startMs: endMs - stepMs };
    const attributes = {
      ...stepAttributes(report),
      ...rateAttributes(session.rates),
      ...memoryAttributes(scope.memory.balance()),
      ...(report.aggregation && aggregationAttributes(report.aggregation)),
    };
    startSpan(telemetry.tracer, SPAN.step, attributes, place).end(endMs);
  }
  observers.each((observer) => observer.onStep?.(report));
}
