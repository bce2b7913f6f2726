import type { Span } from "../../deps.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import { afterBoundary, atBoundary, boundaryDone } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";
import { measure } from "./validation.ts";

/** Shows the controller what lies behind, carries out what it asks for, and defers what follows. */
export async function passBoundary(
  { parts, session }: RunContext,
  report: IntervalReport,
  span: Span,
): Promise<BoundaryReport> {
  const { profiler } = session.services;
  atBoundary(parts.all, report);
  const { preparing } = parts.commands;
  if (preparing) await preparing;
  profiler.enter("boundary");
  const boundary = await parts.boundary.run(report, span);
  afterBoundary(parts.all, report, boundary);
  profiler.enter("idle");
  return boundary;
}

/** Ends an interval within an epoch, unless the run is stopped meanwhile: it is still due then. */
export async function endInterval(run: RunContext, span: Span): Promise<void> {
  const { session, parts } = run;
  const { emergencies, events, intents, interval, sample } = session;
  const validation = sample && (await measure(run, span, sample));
  if (!interval || (sample && !validation)) return;
  const report = reportInterval(run, validation);
  const boundary = await passBoundary(run, report, span);
  events.emit("interval/ended", { report });
  events.emit("boundary/ended", { report: boundary });
  interval.next();
  boundaryDone(parts.all);
  await emergencies.whileHeld(() => parts.commands.pauseIfAsked(intents.signal));
}

/** What lies between the last boundary and that of an epoch which ends. */
export function reportLast(
  run: RunContext,
  ends: EpochReport,
  sampled: PassReport | undefined,
): IntervalReport {
  const { interval } = run.session;
  if (!interval) return { ...ends, boundary: ends.epoch, ends };
  // None of its steps since the last boundary: then they are all known.
  if (interval.accumulator.steps === 0) {
    return { ...ends, boundary: interval.boundary, ...(sampled && { validation: sampled }), ends };
  }
  return { ...reportInterval(run, sampled), ends };
}

function reportInterval(
  { session }: RunContext,
  validation: PassReport | undefined,
): IntervalReport {
  const { interval, progress } = session;
  const { accumulator, boundary } = interval as NonNullable<typeof interval>;
  const { train, learningRate, stepMs } = accumulator;
  const { step } = progress;
  return {
    boundary,
    epoch: progress.epoch + 1,
    step,
    train,
    ...(validation && { validation }),
    learningRate,
    stepMs,
  };
}
