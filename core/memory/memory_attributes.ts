import type { Attributes } from "../../deps.ts";
import type { LedgerBalance, UnexplainedGrowth } from "../ports/reports/memory_report.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Name of what has no owner. */
const UNEXPLAINED = "unexplained";

/** Tensors and bytes by owner, what has none last. */
export function memoryAttributes({ entries, unexplained }: LedgerBalance): Attributes {
  const all = [...entries, { owner: UNEXPLAINED, ...unexplained }];
  return {
    [ATTRIBUTE.memoryOwners]: all.map(({ owner }) => owner),
    [ATTRIBUTE.memoryTensors]: all.map(({ tensors }) => tensors),
    [ATTRIBUTE.memoryBytes]: all.map(({ bytes }) => bytes),
  };
}

/** Attributes of the event of growth that no owner explains. */
export function growthAttributes({ steps, grown }: UnexplainedGrowth): Attributes {
  return {
    [ATTRIBUTE.memorySteps]: steps,
    [ATTRIBUTE.memoryGrownTensors]: grown.tensors,
    [ATTRIBUTE.memoryGrownBytes]: grown.bytes,
  };
}
