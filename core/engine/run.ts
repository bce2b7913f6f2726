import { randomUUID } from "node:crypto";
import type { Span } from "../../deps.ts";
import { goBackAsAsked, watchEpoch } from "../autopilot/watch.ts";
import { reportBus } from "../bus/report_bus.ts";
import { here } from "../events/incidents.ts";
import { reportRates } from "../learning_rates/report_rates.ts";
import { noteUnusedPolicies } from "../learning_rates/unused_policies.ts";
import { BestEpoch } from "../metrics/best_epoch.ts";
import { epochMetrics } from "../metrics/epoch_metrics.ts";
import { metricSpecs } from "../metrics/objective_metrics.ts";
import { reportOptimizers } from "../optimizers/report_optimizers.ts";
import type { CheckpointChoice } from "../ports/checkpoint_store.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { EndReason, EpochReport, RunReport } from "../ports/reports/run_report.ts";
import { StoreRepairs } from "../recovery/store_repairs.ts";
import { reportSeeds, takeInfluences } from "../seeds/report_seeds.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import { epochAttributes } from "../telemetry/attributes.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { conclude } from "./conclude.ts";
import { type EpochOutcome, trainEpoch } from "./epoch.ts";
import { openScope } from "./open_run_context.ts";
import { planRun } from "./plan.ts";
import type { RunScope } from "./run_context.ts";
import type { Run } from "./run_in_progress.ts";
import { type Session, stepsAhead, stepsLeft, stepsPerEpoch } from "./session.ts";
import { validate } from "./validation.ts";

/**
 * Trains for some epochs from where the session stands.
 *
 * @returns What the run did; where it failed, with the error in it.
 */
export async function runTraining(
  session: Session,
  options: CheckedRunOptions,
  signal: AbortSignal,
): Promise<RunReport> {
  const { clock, objective, checkpoints } = session.services;
  const totalSteps = session.progress.step + stepsAhead(session, options.epochs);
  // A run that goes on from a checkpoint is checked when it stands there.
  if (!options.resume) checkRates(session, totalSteps);
  const repairs = new StoreRepairs();
  await checkpoints.start(repairs.hear);
  const best = new BestEpoch(options, metricSpecs(objective), session.validation !== undefined);
  const plan = planRun(session, options, randomUUID());
  const halt = new AbortController();
  const history = { firstEpoch: session.progress.epoch, epochs: [], lineage: [plan.runId] };
  const run: Run = {
    scope: openScope({ session, plan, signal, totalSteps, halt, best, history }),
    halt: halt.signal,
    plan,
    options,
    best,
    history,
    startedMs: clock.monotonicMs(),
  };
  repairs.tell(run.scope);
  const stopReporting = [
    reportRates(run.scope),
    reportOptimizers(run.scope),
    reportSeeds(run.scope),
    reportBus(run.scope, plan.runId),
  ];
  session.running.recovery = run.scope.recovery;
  run.scope.observers.each((observer) => observer.onRunStart?.(plan));
  try {
    return await concludeAfter(run);
  } finally {
    for (const stop of stopReporting) stop();
    delete session.running.recovery;
    run.scope.dispose();
    best.dispose();
    await session.services.telemetry.flush();
    run.scope.monitor.dispose();
  }
}

/** Fails where a learning-rate policy has no rule for some step of the run. */
function checkRates(session: Session, totalSteps: number): void {
  const trained = ["loss", ...metricSpecs(session.services.objective).map(({ name }) => name)];
  const validated = session.validation ? trained.map((name) => `val_${name}`) : [];
  session.rates.check({
    totalSteps,
    stepsPerEpoch: stepsPerEpoch(session),
    metrics: [...trained, ...validated],
  });
}

async function concludeAfter(run: Run): Promise<RunReport> {
  const { telemetry } = run.scope.session.services;
  const [reason, error] = await trainEpochs(run).then(
    (ended) => [ended, undefined] as const,
    (thrown: unknown) => ["failed", thrown] as const,
  );
  const { control, pacer, pilot, recovery } = run.scope;
  const complete = reason === "completed" || reason === "early-stopped";
  // Before the commands that are on their way are given up, and the controller is told of the end. An emergency that halts the
  // run saves by itself.
  if (reason === "interrupted" && !run.halt.aborted) await recovery.saveNow(reason);
  if (complete && !recovery.saving) await recovery.saveEnd(reason);
  await control.standStill();
  await control.finish(pacer);
  pilot.finish();
  const ended = complete ? truthOf(run, reason) : reason;
  if (complete) await recovery.saveEnd(ended);
  const endReason = run.halt.aborted && reason !== "failed" ? "halted" : ended;
  await run.scope.session.services.bus.flush();
  noteUnusedPolicies(run.scope);
  // So that the report can say which spans did not arrive.
  await telemetry.flush();
  return conclude(run, endReason, error);
}

/** What a run ended by that took all of its steps: one that has gone back since has some to take again, and nobody takes them now. */
function truthOf({ scope, history, options, best }: Run, reason: EndReason): EndReason {
  const { incidents, session, span } = scope;
  const missing = options.epochs - (session.progress.epoch - history.firstEpoch);
  if (missing <= 0 || best.exhausted) return reason;
  const { step } = session.progress;
  const message = `went back to step ${step} when its steps were over: a run that resumes has ${missing} of its epochs to take again`;
  incidents.add({ kind: "run/gone-back", message, ...here(session) }, span);
  return "interrupted";
}

async function trainEpochs(run: Run): Promise<EndReason> {
  const { scope, history, options } = run;
  const { control, recovery, session, signal } = scope;
  if (options.resume) await resume(run, options.resume);
  else await beginAnew(session);
  history.firstEpoch = options.resume ? history.firstEpoch : session.progress.epoch;
  recovery.begin();
  while (session.progress.epoch - history.firstEpoch < options.epochs) {
    if (run.best.exhausted) return "early-stopped";
    const end = await runEpoch(run);
    if (end === "interrupted") return end;
    if (end === "gone-back") continue;
    session.progress.epoch += 1;
    observeRates(run);
    session.tally.reset();
    recovery.endEpoch();
    await goBackAsAsked(scope, scope.span);
    await heed(run);
    if (session.progress.epoch - history.firstEpoch >= options.epochs || run.best.exhausted)
      continue;
    await session.emergencies.whileHeld(() => control.pauseIfAsked(signal));
    if (signal.aborted) return "interrupted";
  }
  return run.best.exhausted ? "early-stopped" : "completed";
}

/** Does what the boundary's emergencies ask for, the last one's too: where one goes back, there are steps to take again. */
async function heed({ scope: { control, session, signal } }: Run): Promise<void> {
  control.look();
  if (!signal.aborted && session.emergencies.pending) await session.emergencies.carryOut();
}

/** Begins where the run before this one in the session ended. */
async function beginAnew(session: Session): Promise<void> {
  session.tally.reset();
  if (!session.train.atEpochEnd) return;
  // It was told to stop by the last step of an epoch, and left its end to us.
  await session.train.next();
  session.progress.epoch += 1;
}

/** Takes the run to where its checkpoint says that it stood. */
async function resume({ scope, options, history }: Run, choice: CheckpointChoice): Promise<void> {
  const { session, recovery } = scope;
  await recovery.resume(choice);
  const epochs = options.epochs - (session.progress.epoch - history.firstEpoch);
  scope.aim.totalSteps = session.progress.step + stepsLeft(session, epochs);
  checkRates(session, scope.aim.totalSteps);
}

/** Tells learning-rate policies what the epoch that has just ended came to. */
function observeRates({ scope, history: { epochs } }: Run): void {
  const {
    session,
    aim: { totalSteps },
  } = scope;
  const { train, validation } = epochs.at(-1) as EpochReport;
  const clock = { ...session.progress, totalSteps, stepsPerEpoch: stepsPerEpoch(session) };
  session.rates.observeEpoch(clock, epochMetrics(train, validation));
}

/** One epoch with its validation and boundary, where it was not broken off. */
async function runEpoch(run: Run): Promise<EpochOutcome["end"]> {
  const { scope } = run;
  const { clock, profiler, telemetry } = scope.session.services;
  const number = scope.session.progress.epoch + 1;
  const startedMs = clock.monotonicMs();
  const span = startSpan(
    telemetry.tracer,
    SPAN.epoch,
    { [ATTRIBUTE.epochNumber]: number },
    { parent: scope.span },
  );
  try {
    const outcome = await trainEpoch(scope, span);
    if (outcome.end !== "completed") return outcome.end;
    const validation = await validateEpoch(scope, span);
    // An emergency froze the run meanwhile.
    if (scope.session.validation && !validation) return "interrupted";
    if (validation && (await watchEpoch(scope, validation, span))) return "gone-back";
    const report = finishEpoch(run, { ...outcome, validation }, startedMs, span);
    run.history.epochs = [...run.history.epochs, report];
    scope.session.seeds.endEpoch(report);
    scope.monitor.epoch(report);
    profiler.enter("boundary");
    const boundary = await scope.control.endEpoch(report, span);
    scope.monitor.boundary(boundary);
    profiler.enter("idle");
    scope.observers.each((observer) => observer.onEpoch?.(report));
    scope.observers.each((observer) => observer.onBoundary?.(boundary));
    return outcome.end;
  } finally {
    span.end();
  }
}

function validateEpoch(scope: RunScope, span: Span): Promise<PassReport | undefined> {
  const { emergencies, services } = scope.session;
  services.profiler.enter("validation");
  const validationSpan = startSpan(
    services.telemetry.tracer,
    SPAN.validation,
    {},
    { parent: span },
  );
  return emergencies.whileHeld(() => validate(scope)).finally(() => validationSpan.end());
}

function finishEpoch(
  run: Run,
  { validation, ...outcome }: EpochOutcome & { readonly validation: PassReport | undefined },
  startedMs: number,
  span: Span,
): EpochReport {
  const { session } = run.scope;
  const { clock } = session.services;
  const epoch = session.progress.epoch + 1;
  const best = run.best.observe({ epoch, train: outcome.train, validation }, session);
  const report: EpochReport = {
    epoch,
    step: session.progress.step,
    train: outcome.train,
    ...(validation && { validation }),
    learningRate: outcome.learningRate,
    stepMs: outcome.stepMs,
    wallS: (clock.monotonicMs() - startedMs) / 1000,
    best,
    ...takeInfluences(session),
  };
  span.setAttributes(epochAttributes(report));
  return report;
}
