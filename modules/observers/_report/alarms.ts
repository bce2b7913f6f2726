import type { AlarmReport } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Formats an alarm and its handling in two lines. */
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
