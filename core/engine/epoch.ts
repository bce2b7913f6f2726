import type { Span } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import type { PassReport } from "../report.ts";
import { aggregationAttributes, rateAttributes, stepAttributes } from "../telemetry/attributes.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { PassMeans } from "./pass_means.ts";
import { passMeasures } from "./pass_measures.ts";
import type { RunScope } from "./run_scope.ts";
import { reportStep, type StepOutcome, takeStep } from "./step.ts";

/** What an epoch's steps did. */
export interface EpochOutcome {
  /** Whether every batch was seen; not where the run was told to stop. */
  readonly completed: boolean;
  readonly train: PassReport;
  readonly learningRate: number;
  /** Mean duration of a step in milliseconds. */
  readonly stepMs: number;
}

/** Trains on every example once, or until the run is told to stop. */
export async function trainEpoch(scope: RunScope, epochSpan: Span): Promise<EpochOutcome> {
  const { session, pacer, signal } = scope;
  const { clock, objective, profiler } = session.services;
  const means = new PassMeans(passMeasures(objective));
  let steps = 0;
  let learningRate = Number.NaN;
  let totalMs = 0;
  const outcome = (completed: boolean): EpochOutcome => ({
    completed,
    train: means.report(),
    learningRate,
    stepMs: totalMs / steps,
  });
  for (;;) {
    if (signal.aborted) return outcome(false);
    if (scope.session.emergencies.pending) {
      await scope.session.emergencies.carryOut();
      continue;
    }
    const upcoming = nextBatches(scope);
    const batches = upcoming instanceof Promise ? await upcoming : upcoming;
    if (batches.length > 0) profiler.step(scope.control.profiledStep);
    if (batches.length === 0) return outcome(true);
    const startedMs = clock.monotonicMs();
    const step = takeStep(session, batches, scope.totalSteps, scope.incidents, epochSpan);
    const stepMs = clock.monotonicMs() - startedMs;
    steps += 1;
    totalMs += stepMs;
    learningRate = step.learningRate;
    if (step.applied) means.add(step.means, step.examples, step.droppedTasks);
    profiler.enter("telemetry");
    scope.monitor.step(step, stepMs);
    announce(scope, epochSpan, step, steps, stepMs);
    profiler.enter("deferred");
    scope.control.betweenSteps();
    profiler.enter("idle");
    if (pacer.due) await pacer.yield();
  }
}

/** The batches of the next step: at once where they are all there, none at the end of the epoch. */
function nextBatches(scope: RunScope, gathered: Batch[] = []): Batch[] | Promise<Batch[]> {
  const { settings, train } = scope.session;
  while (gathered.length < settings.accumulationSteps) {
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
      ...(report.aggregation && aggregationAttributes(report.aggregation)),
    };
    startSpan(telemetry.tracer, SPAN.step, attributes, place).end(endMs);
  }
  observers.each((observer) => observer.onStep?.(report));
}
