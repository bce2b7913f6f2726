import { SpanStatusCode } from "../../deps.ts";
import { fetchHash, networkWeights } from "../arena/weights_hash.ts";
import { messageOf } from "../errors/mod.ts";
import { measureTest } from "../metrics/measure_test.ts";
import { restoreBest } from "../metrics/restore_best.ts";
import { endProfile, reportLosses } from "../monitoring/end_reports.ts";
import { runAttributes } from "../monitoring/run_events.ts";
import type { EndReason, RunReport } from "../ports/reports/run_report.ts";
import { partReports } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";

/** Ends a run whose last step was taken: makes it durable, drains what is on its way, and makes the report. */
export async function finishRun(
  run: RunContext,
  reason: EndReason,
  error?: unknown,
): Promise<RunReport> {
  const { session, parts, pacer } = run;
  const { intents, services, events } = session;
  const { boundary, commands, emergencies, rates, recovery, responder, signals } = parts;
  const complete = reason === "completed" || reason === "early-stopped";
  if (error !== undefined) events.emit("run/failed", { message: messageOf(error) });
  await parts.trials.giveUp();
  // Before the commands that are on their way are given up, and the controller learns of the end. An emergency that
  // halts the run saves by itself.
  if (reason === "interrupted" && intents.stop !== "halted") await recovery.saveNow(reason);
  if (complete && !recovery.saving) await recovery.saveEnd(reason);
  await emergencies.standStill();
  await boundary.finish(pacer);
  await parts.reporter.ending();
  commands.finish();
  signals.finish();
  await emergencies.finish();
  responder.finish();
  const ended = complete ? effectiveEndReason(run, reason) : reason;
  if (complete) await recovery.saveEnd(ended);
  await services.bus.flush();
  rates.finish();
  const restoredEpoch =
    ended === "failed" && !run.options.restoreBest ? undefined : restoreBest(run.best, session);
  const measured = ended === "completed" || ended === "early-stopped";
  const test = measured ? await measureTest(session, pacer) : undefined;
  // So that the report can tell which spans did not arrive.
  await services.telemetry.flush();
  const endReason = intents.stop === "halted" && reason !== "failed" ? "halted" : ended;
  const weightsHash = await fetchHash(networkWeights(session));
  const made = report(run, { weightsHash, endReason, error, restoredEpoch, test });
  await parts.reporter.settle();
  return made;
}

/** Why a run ended that took all of its steps: if it has gone back since, some are missing, and nobody takes them now. */
function effectiveEndReason(run: RunContext, reason: EndReason): EndReason {
  const { session, history, options, best } = run;
  const { step, epoch } = session.progress;
  // As many as its driver wants, wherever the run went back to.
  if (options.driven) return reason;
  const missingEpochs = options.epochs - (epoch - history.firstEpoch);
  if (missingEpochs <= 0 || best.exhausted) return reason;
  session.events.emit("run/rolled-back-at-end", { step, missingEpochs });
  return "interrupted";
}

/** How a run ended. */
interface RunEnd extends Pick<RunReport, "endReason" | "error" | "restoredEpoch" | "weightsHash"> {
  readonly test: RunReport["test"] | undefined;
}

function report(
  run: RunContext,
  { endReason, error, restoredEpoch, test, weightsHash }: RunEnd,
): RunReport {
  const { plan, best, history, parts, session, span, startedMs } = run;
  const { services, progress, splits, events } = session;
  reportLosses(services.telemetry, events);
  const profile = endProfile(services.profiler, events);
  const made: RunReport = {
    ...(partReports(parts.all) as Pick<
      RunReport,
      "alarms" | "memory" | "optimizerChanges" | "seeds" | "recovery"
    >),
    ...parts.reporter.report(),
    plan,
    endReason,
    ...(error !== undefined && { error }),
    epochs: history.epochs,
    best: history.epochs.find(({ epoch }) => epoch === best.epoch),
    restoredEpoch,
    ...(test && { test }),
    ...(splits.describe && { data: splits.describe() }),
    steps: progress.step,
    wallS: (services.clock.monotonicMs() - startedMs) / 1000,
    weightsHash,
    ...(profile && { profile }),
  };
  span.setAttributes(runAttributes(made));
  if (error !== undefined) {
    span.recordException(error instanceof Error ? error : messageOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  }
  span.end();
  events.emit("run/ended", { report: made });
  return made;
}
