import { randomUUID } from "node:crypto";
import { type Span, SpanStatusCode } from "../../deps.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { EndReason, EpochReport, Incident, RunPlan, RunReport } from "../report.ts";
import { epochAttributes, planAttributes, runAttributes } from "../telemetry/attributes.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import type { CheckedRunOptions } from "../trainer/settings.ts";
import { BestEpoch } from "./best_epoch.ts";
import { endProfile, here, noteLosses } from "./closing_notes.ts";
import { ControlLoop } from "./control_loop.ts";
import { type EpochOutcome, trainEpoch } from "./epoch.ts";
import { epochMetrics } from "./epoch_metrics.ts";
import { IncidentLog } from "./incidents.ts";
import { Observers } from "./observers.ts";
import { Pacer } from "./pacer.ts";
import { passMeasures } from "./pass_measures.ts";
import { planRun } from "./plan.ts";
import { reportOptimizers } from "./report_optimizers.ts";
import { reportRates } from "./report_rates.ts";
import { reportSeeds } from "./report_seeds.ts";
import { RunMonitor } from "./run_monitor.ts";
import type { RunScope } from "./run_scope.ts";
import { type Session, stepsAhead, stepsPerEpoch } from "./session.ts";
import { noteUnusedPolicies } from "./unused_policies.ts";
import { validate } from "./validation.ts";
import { weightsHash } from "./weights_hash.ts";

/** A run in progress: what it did so far, and what it needs to go on. */
interface Run {
  readonly scope: RunScope;
  /** Aborted where an emergency ended the run. */
  readonly halt: AbortSignal;
  readonly plan: RunPlan;
  readonly options: CheckedRunOptions;
  readonly best: BestEpoch;
  readonly epochs: EpochReport[];
  readonly startedMs: number;
}

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
  const { clock, objective } = session.services;
  const totalSteps = session.progress.step + stepsAhead(session, options.epochs);
  checkRates(session, totalSteps);
  const best = new BestEpoch(options, passMeasures(objective), session.validation !== undefined);
  const plan = planRun(session, options, randomUUID());
  const halt = new AbortController();
  const run: Run = {
    scope: openScope(session, plan, AbortSignal.any([signal, halt.signal]), totalSteps, halt),
    halt: halt.signal,
    plan,
    options,
    best,
    epochs: [],
    startedMs: clock.monotonicMs(),
  };
  const stopReporting = [
    reportRates(run.scope),
    reportOptimizers(run.scope),
    reportSeeds(run.scope),
  ];
  run.scope.observers.each((observer) => observer.onRunStart?.(plan));
  try {
    return await concludeAfter(run);
  } finally {
    for (const stop of stopReporting) stop();
    best.dispose();
    await session.services.telemetry.flush();
    run.scope.monitor.dispose();
  }
}

/** Fails where a learning-rate policy has no rule for some step of the run. */
function checkRates(session: Session, totalSteps: number): void {
  const trained = ["loss", ...passMeasures(session.services.objective).map(({ name }) => name)];
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
  await run.scope.control.standStill();
  await run.scope.control.finish(run.scope.pacer);
  const endReason = run.halt.aborted && reason !== "failed" ? "halted" : reason;
  noteUnusedPolicies(run.scope);
  // So that the report can say which spans did not arrive.
  await telemetry.flush();
  return conclude(run, endReason, error);
}

function openScope(
  session: Session,
  plan: RunPlan,
  signal: AbortSignal,
  totalSteps: number,
  halt: AbortController,
): RunScope {
  const { clock, observers, telemetry } = session.services;
  const span = startSpan(telemetry.tracer, SPAN.run, planAttributes(plan));
  const listening: Observers = new Observers(observers, (message) =>
    incidents.add({ kind: "observer/failed", message, ...here(session) }, span),
  );
  const incidents = new IncidentLog(telemetry.tracer, (incident: Incident) => {
    monitor.incident(incident);
    listening.each((observer) => observer.onIncident?.(incident));
  });
  const control = new ControlLoop({
    session,
    runId: plan.runId,
    span,
    note: (kind, message) => incidents.add({ kind, message, ...here(session) }, span),
    halt: (reason) => halt.abort(reason),
  });
  const monitor: RunMonitor = new RunMonitor({
    session,
    span,
    mode: () => control.mode,
    level: () => session.emergencies.current?.level ?? EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED,
  });
  const pacer = new Pacer(clock, session.settings.yieldEveryMs);
  return {
    session,
    incidents,
    observers: listening,
    control,
    monitor,
    pacer,
    signal,
    totalSteps,
    span,
  };
}

async function trainEpochs(run: Run): Promise<EndReason> {
  const { session, signal } = run.scope;
  if (session.train.atEpochEnd) {
    // A run before this one was told to stop by the last step of an epoch, and left its end to us.
    await session.train.next();
    session.progress.epoch += 1;
  }
  for (let done = 0; done < run.options.epochs; done++) {
    if (!(await runEpoch(run))) return "interrupted";
    session.progress.epoch += 1;
    observeRates(run);
    if (run.best.exhausted) return "early-stopped";
    if (done + 1 === run.options.epochs) break;
    await run.scope.control.pauseIfAsked(signal);
    if (signal.aborted) return "interrupted";
  }
  return "completed";
}

/** Tells learning-rate policies what the epoch that has just ended came to. */
function observeRates({ scope, epochs }: Run): void {
  const { session, totalSteps } = scope;
  const { train, validation } = epochs.at(-1) as EpochReport;
  const clock = { ...session.progress, totalSteps, stepsPerEpoch: stepsPerEpoch(session) };
  session.rates.observeEpoch(clock, epochMetrics(train, validation));
}

/** One epoch with its validation and boundary. Returns false where it was broken off. */
async function runEpoch(run: Run): Promise<boolean> {
  const { scope } = run;
  const { clock, telemetry } = scope.session.services;
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
    if (!outcome.completed) return false;
    const report = await finishEpoch(run, outcome, startedMs, span);
    run.epochs.push(report);
    scope.session.seeds.endEpoch(report);
    scope.monitor.epoch(report);
    scope.session.services.profiler.enter("boundary");
    const boundary = await scope.control.endEpoch(report, span);
    scope.monitor.boundary(boundary);
    scope.session.services.profiler.enter("idle");
    scope.observers.each((observer) => observer.onEpoch?.(report));
    scope.observers.each((observer) => observer.onBoundary?.(boundary));
    return true;
  } finally {
    span.end();
  }
}

async function finishEpoch(
  run: Run,
  outcome: EpochOutcome,
  startedMs: number,
  span: Span,
): Promise<EpochReport> {
  const { session, pacer } = run.scope;
  const { clock, profiler, telemetry } = session.services;
  const validationSpan = startSpan(telemetry.tracer, SPAN.validation, {}, { parent: span });
  profiler.enter("validation");
  const validation = await validate(session, pacer).finally(() => validationSpan.end());
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
  };
  span.setAttributes(epochAttributes(report));
  return report;
}

function conclude(run: Run, endReason: EndReason, error?: unknown): RunReport {
  const { scope, plan, epochs, best, options, startedMs } = run;
  const { services, host, optimizers, progress, seeds } = scope.session;
  const restoredEpoch =
    endReason === "failed" && !options.restoreBest ? undefined : restoreBest(run);
  noteLosses(scope);
  const profile = endProfile(scope);
  const report: RunReport = {
    plan,
    endReason,
    ...(error !== undefined && { error }),
    epochs,
    best: epochs.find((report) => report.epoch === best.epoch),
    restoredEpoch,
    steps: progress.step,
    wallS: (services.clock.monotonicMs() - startedMs) / 1000,
    weightsHash: weightsHash([...host.parameters, ...host.statistics, ...seeds.parameters]),
    incidents: scope.incidents.all,
    optimizerChanges: optimizers.log.unreported,
    seeds: seeds.stories,
    control: scope.control.report(),
    ...(profile && { profile }),
  };
  optimizers.log.markReported();
  scope.span.setAttributes(runAttributes(report));
  if (error !== undefined) {
    scope.span.recordException(error instanceof Error ? error : messageOf(error));
    scope.span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  }
  scope.span.end();
  scope.observers.each((observer) => observer.onRunEnd?.(report));
  return report;
}

/** Puts the best epoch's weights back. Where they do not fit the groups any more, that is an incident. */
function restoreBest({ scope, best }: Run): number | undefined {
  try {
    return best.restore(scope.session);
  } catch (error) {
    if (!TolariaError.is(error, "group/changed")) throw error;
    const incident = { kind: "best/not-restored", message: error.message, ...here(scope.session) };
    scope.incidents.add(incident, scope.span);
    return undefined;
  }
}
