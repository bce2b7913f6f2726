import type { Span } from "../../deps.ts";
import { watchValidation, watchWeights } from "../autopilot/watch_epoch.ts";
import { reportUnused } from "../collective/launcher.ts";
import { sharedRunSpan } from "../collective/shared_span.ts";
import { agreeOnStart, sharedRunId } from "../collective/start_agreement.ts";
import { checkLengths } from "../driven/check_lengths.ts";
import { BestEpoch } from "../metrics/best_epoch.ts";
import { epochMetrics } from "../metrics/epoch_metrics.ts";
import { monitoredMetrics, monitoredNames } from "../metrics/objective_metrics.ts";
import { planRun } from "../monitoring/plan_run.ts";
import { epochAttributes, planAttributes } from "../monitoring/run_events.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { EndReason, EpochReport, RunReport } from "../ports/reports/run_report.ts";
import { rankIdentity } from "../recovery/rank_identity.ts";
import { Pacer } from "../runtime/mod.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { RunTarget } from "../state/progress.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { passBoundary, reportLast } from "./boundary.ts";
import { endEpoch as awaitCallbacks } from "./callbacks.ts";
import { type EpochOutcome, trainEpoch } from "./epoch.ts";
import { finishRun } from "./finish.ts";
import { boundaryDone, disposeParts } from "./hooks.ts";
import { makeParts } from "./parts.ts";
import { resumeRun } from "./resume.ts";
import type { RunContext } from "./run_context.ts";
import type { Session } from "./session.ts";
import { settleBetweenSteps } from "./settle.ts";
import { stepsAhead, stepsPerEpoch } from "./step_counts.ts";
import { measure } from "./validation.ts";

/**
 * Trains for some epochs from where the session stands.
 *
 * @returns What the run did; if it failed, with the error in it.
 */
export async function runTraining(
  session: Session,
  options: CheckedRunOptions,
  signal: AbortSignal,
): Promise<RunReport> {
  const { checkpoints, telemetry } = session.services;
  const { step: firstStep } = session.progress;
  const target = { firstStep, totalSteps: firstStep + stepsAhead(session, options) };
  // A resumed run is checked once it stands where its checkpoint was taken.
  if (!options.resume) checkRates(session, options, target);
  await checkpoints.start((message) => session.events.emit("checkpoint/damaged", { message }), {
    resumes: options.resume !== undefined,
  });
  const run = openRun(session, options, target, sharedRunId(session.group));
  const { parts } = run;
  const interrupt = () => session.intents.stopRun("interrupted");
  signal.addEventListener("abort", interrupt);
  if (signal.aborted) interrupt();
  session.running.recovery = parts.recovery;
  session.events.emit("run/started", { plan: run.plan });
  reportUnused(session.services.collective, process.env, session.events);
  try {
    const [reason, error] = await trainEpochs(run).then(
      (ended) => [ended, undefined] as const,
      (thrown: unknown) => ["failed", thrown] as const,
    );
    return await finishRun(run, reason, error);
  } finally {
    signal.removeEventListener("abort", interrupt);
    delete session.running.recovery;
    disposeParts(parts.all);
    await telemetry.flush();
    parts.reporter.dispose();
  }
}

/** Makes what the loop of one run works with. */
function openRun(
  session: Session,
  options: CheckedRunOptions,
  target: RunTarget,
  runId: string,
): RunContext {
  const { emergencies, intents, progress, services, settings, validation } = session;
  const { clock, objective, metrics, telemetry } = services;
  const monitored = monitoredMetrics(objective, metrics, validation !== undefined);
  const best = new BestEpoch(options, monitored);
  const plan = planRun(
    { ...session, options, monitor: best.monitor },
    runId,
    stepsPerEpoch(session),
  );
  const { epoch: firstEpoch, step: firstStep } = progress;
  const history = { firstEpoch, firstStep, epochs: [], lineage: [runId] };
  session.running.trained?.best.dispose();
  session.running.trained = { best, history };
  intents.reset();
  // What an emergency asked for when the last run was over.
  if (emergencies.pending) intents.add({ kind: "emergency" });
  const span = sharedRunSpan(session.group, () =>
    startSpan(telemetry.tracer, SPAN.run, planAttributes(plan)),
  );
  return {
    session,
    plan,
    options,
    best,
    history,
    target,
    span,
    parts: makeParts({ session, runId, options, best, history, target, span }),
    pacer: new Pacer(clock, settings.yieldEveryMs),
    startedMs: clock.monotonicMs(),
  };
}

/** Fails if a learning-rate policy has no rule for some step of the run. */
function checkRates(
  session: Session,
  { driven }: CheckedRunOptions,
  target: Readonly<RunTarget>,
): void {
  const { objective, metrics, policy } = session.services;
  if (driven) checkLengths(policy, driven);
  const monitored = monitoredMetrics(objective, metrics, session.validation !== undefined);
  session.rates.check({
    ...target,
    stepsPerEpoch: stepsPerEpoch(session),
    metrics: monitoredNames(monitored),
  });
}

async function trainEpochs(run: RunContext): Promise<EndReason> {
  const { best, history, options, parts, session } = run;
  const { progress, group: ranks } = session;
  if (ranks.shared) {
    agreeOnStart(ranks, await rankIdentity({ ...session, options, monitor: best.monitor }));
  }
  if (options.resume) {
    await resumeRun(run, options.resume);
    checkRates(session, options, run.target);
  } else await startFresh(session);
  history.firstEpoch = options.resume ? history.firstEpoch : progress.epoch;
  parts.recovery.begin();
  for (;;) {
    try {
      return await trainOn(run);
    } catch (error) {
      if (!(await parts.lostRanks.recover(error))) throw error;
    }
  }
}

/** Trains epoch after epoch, until the run is over or ranks of it are lost. */
async function trainOn(run: RunContext): Promise<EndReason> {
  const { best, history, options, parts, session } = run;
  const { intents, progress } = session;
  const complete = () => progress.epoch - history.firstEpoch >= options.epochs;
  while (!complete()) {
    if (best.exhausted) return "early-stopped";
    await session.driven?.ready();
    if (intents.stop) return stopReason(session);
    const end = await runEpoch(run);
    if (end === "interrupted") return stopReason(session);
    if (end === "gone-back") continue;
    await beginNextEpoch(session);
    observeRates(run);
    session.accumulator.reset();
    session.interval?.next();
    boundaryDone(parts.all);
    // Also after the last one: if it goes back, there are steps to take again.
    for (const part of parts.all) part.beforeStep?.();
    if (intents.any) await settleBetweenSteps(run);
    if (complete() || best.exhausted) continue;
    await session.emergencies.whileHeld(() => parts.commands.pauseIfAsked(intents.signal));
    if (intents.stop) return stopReason(session);
  }
  return best.exhausted ? "early-stopped" : "completed";
}

/** Why a run ends that was told to: a driver that has done all of its steps has completed it. */
function stopReason({ intents }: Session): EndReason {
  return intents.stop === "ended" ? "completed" : "interrupted";
}

/** Starts where the run before this one in the session ended. */
async function startFresh(session: Session): Promise<void> {
  session.accumulator.reset();
  session.interval?.accumulator.reset();
  if (session.progress.step > 0) session.rates.beginRun();
  // It was told to stop by the last step of an epoch, whose end is left to this run.
  if (session.train.atEpochEnd) await beginNextEpoch(session);
}

/** Goes over to the next epoch: its order is drawn, and its first batches are gathered. */
async function beginNextEpoch({ train, progress }: Session): Promise<void> {
  await train.next();
  progress.epoch += 1;
}

/** Shows learning-rate policies the metrics of the epoch that has just ended. */
function observeRates({ session, target, history: { epochs } }: RunContext): void {
  const { train, validation } = epochs.at(-1) as EpochReport;
  const clock = { ...session.progress, ...target, stepsPerEpoch: stepsPerEpoch(session) };
  session.rates.observeEpoch(clock, epochMetrics(train, validation));
}

/** One epoch with its validation and boundary, unless it is broken off. */
async function runEpoch(run: RunContext): Promise<EpochOutcome["end"]> {
  const { session, parts, history } = run;
  const { events, intents, services } = session;
  const { clock, telemetry } = services;
  const startedMs = clock.monotonicMs();
  const number = { [ATTRIBUTE.epochNumber]: session.progress.epoch + 1 };
  const span = startSpan(telemetry.tracer, SPAN.epoch, number, { parent: run.span });
  parts.responder.epochSpan = span;
  try {
    const outcome = await trainEpoch(run, span);
    if (outcome.end !== "completed") return outcome.end;
    await watchWeights(parts.responder, session);
    if (intents.any && (await settleBetweenSteps(run))) return "gone-back";
    const validation = session.validation && (await measure(run, span, session.validation));
    // The run was told to stop meanwhile.
    if (session.validation && !validation) return "interrupted";
    if (validation) {
      watchValidation(parts.responder, session, validation);
      if (intents.any && (await settleBetweenSteps(run))) return "gone-back";
    }
    const sampled = await measureSample(run, span, validation);
    if (session.sample && !sampled) return "interrupted";
    const report = endEpoch(run, { ...outcome, validation }, startedMs, span);
    history.epochs = [...history.epochs, report];
    await awaitCallbacks(run, report);
    const boundary = await passBoundary(run, reportLast(run, report, sampled), span);
    events.emit("epoch/ended", { report });
    events.emit("boundary/ended", { report: boundary });
    return outcome.end;
  } finally {
    parts.responder.epochSpan = undefined;
    span.end();
  }
}

/** Measures what boundaries within epochs measure, if it is not what was validated. */
async function measureSample(
  run: RunContext,
  span: Span,
  validation: PassReport | undefined,
): Promise<PassReport | undefined> {
  const { sample, validation: whole } = run.session;
  return sample && sample !== whole ? await measure(run, span, sample) : sample && validation;
}

function endEpoch(
  { best, parts, session }: RunContext,
  {
    validation,
    train,
    learningRate,
    stepMs,
  }: EpochOutcome & { validation: PassReport | undefined },
  startedMs: number,
  span: Span,
): EpochReport {
  const epoch = session.progress.epoch + 1;
  const report: EpochReport = {
    epoch,
    step: session.progress.step,
    train,
    ...(validation && { validation }),
    learningRate,
    stepMs,
    wallS: (session.services.clock.monotonicMs() - startedMs) / 1000,
    best: best.observe({ epoch, train, validation }, session),
    ...parts.seeds.takeEpoch(),
    ...parts.ledger.takeEpoch(validation !== undefined),
  };
  span.setAttributes(epochAttributes(report));
  return report;
}
