import type { Attributes } from "../../deps.ts";
import type { OptimizerChange, TensorTransfer } from "../ports/reports/optimizer_change.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of the event of an optimizer change. */
export function optimizerChangeAttributes(change: OptimizerChange): Attributes {
  return {
    [ATTRIBUTE.optimizerChange]: change.kind,
    [ATTRIBUTE.optimizerGroup]: change.group,
    [ATTRIBUTE.optimizerFrom]: change.from,
    [ATTRIBUTE.optimizerTo]: change.to,
    [ATTRIBUTE.optimizerRateFactor]: change.rateFactor,
    [ATTRIBUTE.optimizerPrepareMs]: change.prepareMs,
    [ATTRIBUTE.optimizerCommitMs]: change.commitMs,
    [ATTRIBUTE.optimizerIgnoredOptions]: [...change.ignoredOptions],
    [ATTRIBUTE.optimizerTransfers]: change.transfers.map(transferText),
    [ATTRIBUTE.stepNumber]: change.step,
  };
}

/** Formats a transfer: `conv1/kernel m>b converted 0.12 1.2`. */
function transferText(transfer: TensorTransfer): string {
  const { parameter, slot, from, action, normBefore, normAfter } = transfer;
  const norms = [normBefore, normAfter].map((norm) => norm?.toPrecision(4) ?? "-").join(" ");
  return `${parameter} ${from ? `${from}>` : ""}${slot} ${action} ${norms}`;
}
