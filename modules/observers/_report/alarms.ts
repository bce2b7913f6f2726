import type { AlarmReport } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** An alarm and what was done about it, in a report as JSON. Steps are updates done. */
export interface JsonAlarm {
  /** What was found: `loss-ratio`. */
  readonly rule: string;
  /** What was found, with values. */
  readonly cause: string;
  /** When it was found. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
  /** What was done: `went-back`, `gave-up` or `went-on`. */
  readonly action: string;
  /** How often training has gone back because of the same thing. */
  readonly tries: number;
  /** Where it went back to. */
  readonly back_to: number | null;
  /** Where that state was: `fast` in memory, `full` in a checkpoint. */
  readonly tier: string | null;
  /** How long going back took, ms. */
  readonly duration_ms: number | null;
  /** Batches that were put into quarantine. */
  readonly quarantined_batches: number;
  /** What the learning rates were multiplied by for a while. */
  readonly rate_factor: number;
  /** The first step with nothing to be said against it. */
  readonly first_good_step: number | null;
  /** When training was clear of it. */
  readonly clear_step: number | null;
}

/** What was done about an alarm as plain data. */
export function alarmToJson(report: AlarmReport): JsonAlarm {
  return {
    rule: report.rule,
    cause: report.cause,
    step: report.step,
    epoch: report.epoch,
    action: report.action,
    tries: report.tries,
    back_to: report.backTo ?? null,
    tier: report.tier ?? null,
    duration_ms: report.durationMs ?? null,
    quarantined_batches: report.quarantined,
    rate_factor: report.rateFactor,
    first_good_step: report.firstGoodStep ?? null,
    clear_step: report.clearStep ?? null,
  };
}

/** What was done about an alarm, in two lines. */
export function alarmLinesOf(report: AlarmReport): readonly string[] {
  const { step, epoch, cause } = report;
  return [
    `step ${formatCount(step)}, epoch ${epoch}: ${oneLine(cause)}`,
    `  ${[doneText(report), ...afterwards(report)].join("; ")}`,
  ];
}

function doneText({ action, backTo, tier, durationMs, ...others }: AlarmReport): string {
  const back =
    backTo === undefined ? "" : `back to step ${formatCount(backTo)} by the ${tier} tier`;
  if (action === "went-on") return "went on";
  if (action === "gave-up") return `ended the run${back && `, ${back}`}`;
  const took = durationMs === undefined ? "" : ` in ${formatMs(durationMs)}`;
  const { quarantined, rateFactor } = others;
  const around = quarantined === 0 ? "" : `, around ${formatCount(quarantined)} batches`;
  const rate = rateFactor === 1 ? "" : `, at ${rateFactor} of the learning rates for a while`;
  return `went ${back}${took}${around}${rate}`;
}

function afterwards({ firstGoodStep, clearStep }: AlarmReport): string[] {
  const good = firstGoodStep === undefined ? [] : [`good from step ${formatCount(firstGoodStep)}`];
  return clearStep === undefined ? good : [...good, `clear at step ${formatCount(clearStep)}`];
}
