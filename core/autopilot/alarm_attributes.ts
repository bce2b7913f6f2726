import type { Attributes } from "../../deps.ts";
import type { AlarmReport } from "../ports/reports/alarm_report.ts";
import type { Alarm } from "../ports/watchdog.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of the event of an alarm. */
export function alarmAttributes({ rule, message, firstStep, lastStep }: Alarm): Attributes {
  return {
    [ATTRIBUTE.alarmRule]: rule,
    [ATTRIBUTE.alarmMessage]: message,
    [ATTRIBUTE.alarmFirstStep]: firstStep,
    [ATTRIBUTE.alarmLastStep]: lastStep,
  };
}

/** Attributes of the response to an alarm. */
export function recoveryAttributes(report: AlarmReport): Attributes {
  return {
    [ATTRIBUTE.recoveryAction]: report.action,
    [ATTRIBUTE.recoveryTries]: report.tries,
    [ATTRIBUTE.recoveryBackTo]: report.backTo,
    [ATTRIBUTE.recoveryTier]: report.tier,
    [ATTRIBUTE.recoveryQuarantined]: report.quarantined,
    [ATTRIBUTE.recoveryRateFactor]: report.rateFactor,
    [ATTRIBUTE.recoveryFirstGoodStep]: report.firstGoodStep,
    [ATTRIBUTE.recoveryClearStep]: report.clearStep,
    [ATTRIBUTE.stepNumber]: report.step,
    [ATTRIBUTE.epochNumber]: report.epoch,
  };
}
