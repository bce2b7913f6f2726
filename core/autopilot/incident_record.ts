import type { Span } from "../../deps.ts";
import type { AlarmReport } from "../ports/reports/alarm_report.ts";
import type { Alarm } from "../ports/watchdog.ts";

/** What was done about an alarm, as it is being done. */
export type OpenReport = { -readonly [Key in keyof AlarmReport]: AlarmReport[Key] };

/** An incident from its first alarm until training is clear of it. */
export interface OpenIncident {
  /** From the first alarm to the end of it. */
  readonly span: Span;
  /** The last alarm. */
  alarm: Alarm;
  /** What was done about the last alarm. */
  report: OpenReport;
}

/** What was done about an alarm, for people. */
export function describeRollback(report: AlarmReport, fromStep: number, untilStep: number): string {
  const { backTo, tier, quarantined, rateFactor } = report;
  const parts = [`training went back from step ${fromStep} to ${backTo} (${tier} tier)`];
  if (quarantined > 0) parts.push(`leaves out ${quarantined} batches`);
  if (rateFactor < 1) parts.push(`multiplies learning rates by ${rateFactor} up to ${untilStep}`);
  return parts.join(", ");
}
