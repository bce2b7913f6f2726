import { SpanStatusCode } from "../../deps.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import { here } from "../events/incidents.ts";
import type { EndReason, RunReport } from "../ports/reports/run_report.ts";
import { storiesOf } from "../seeds/report_seeds.ts";
import { runAttributes } from "../telemetry/attributes.ts";
import { endProfile, noteLosses } from "../telemetry/closing_notes.ts";
import type { Run } from "./run_in_progress.ts";
import { weightsHash } from "./weights_hash.ts";

/** Ends a run: puts the best weights back, and makes its report. */
export function conclude(run: Run, endReason: EndReason, error?: unknown): RunReport {
  const { scope, plan, best, options, startedMs } = run;
  const { epochs } = run.history;
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
    weightsHash: weightsHash([...host.parameters, ...host.buffers, ...seeds.parameters]),
    incidents: scope.incidents.all,
    alarms: scope.pilot.reports,
    memory: scope.memory.balance(),
    optimizerChanges: optimizers.log.unreported,
    seeds: storiesOf(scope.session),
    control: scope.control.report(),
    recovery: scope.recovery.report(),
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
