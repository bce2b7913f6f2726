import type { RecoveryReport } from "../../../core/mod.ts";
import { formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Rows on rollbacks and checkpoints; empty if there were none. */
export function recoveryRows({
  resumedFrom,
  differences = [],
  rollbacks,
  checkpoints,
}: RecoveryReport): (readonly [label: string, text: string])[] {
  const last = checkpoints.at(-1);
  return [
    ...(resumedFrom
      ? [["resumed", `from checkpoint ${resumedFrom.id}, step ${resumedFrom.step}`] as const]
      : []),
    ...differences.map((text) => ["difference", oneLine(text)] as const),
    ...(last
      ? [
          [
            "checkpoints",
            `${checkpoints.length} written, the last is ${last.id} of step ${last.step}`,
          ] as const,
        ]
      : []),
    ...rollbacks.map(
      ({ recovered, tier, fromStep, step, durationMs, reason }) =>
        [
          "rollback",
          `${recovered ? `from step ${fromStep} to ${step}` : `failed at step ${fromStep}`} (${tier} tier, ${formatMs(durationMs)}): ${oneLine(reason)}`,
        ] as const,
    ),
  ];
}
