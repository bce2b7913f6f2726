import type { RecoveryReport, RecoveryTier } from "../../../core/mod.ts";
import { formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** A rollback in a {@link JsonRecovery}. */
export interface JsonRollback {
  /** Whether training went on from an earlier state. */
  readonly recovered: boolean;
  /** The last tier that was tried. */
  readonly tier: RecoveryTier;
  /** Updates done before it. */
  readonly from_step: number;
  /** Updates done after it. */
  readonly step: number;
  /** How long it took, ms. */
  readonly duration_ms: number;
  /** What led to it. */
  readonly reason: string;
}

/** Rollbacks and checkpoints of a run, in a `JsonReport`. */
export interface JsonRecovery {
  /** The checkpoint that it began from, or null. */
  readonly resumed_from: number | null;
  /** Ids of the checkpoints that it wrote. */
  readonly checkpoints: readonly number[];
  /** Each time that it went back. */
  readonly rollbacks: readonly JsonRollback[];
}

/** Rollbacks and checkpoints as JSON. */
export function recoveryToJson({
  resumedFrom,
  rollbacks,
  checkpoints,
}: RecoveryReport): JsonRecovery {
  return {
    resumed_from: resumedFrom?.id ?? null,
    checkpoints: checkpoints.map(({ id }) => id),
    rollbacks: rollbacks.map(({ recovered, tier, fromStep, step, durationMs, reason }) => ({
      recovered,
      tier,
      from_step: fromStep,
      step,
      duration_ms: durationMs,
      reason,
    })),
  };
}

/** Rows of the closing report; none for a run that went back over nothing and wrote nothing. */
export function recoveryRows({
  resumedFrom,
  rollbacks,
  checkpoints,
}: RecoveryReport): (readonly [label: string, text: string])[] {
  const last = checkpoints.at(-1);
  return [
    ...(resumedFrom
      ? [["resumed", `from checkpoint ${resumedFrom.id}, step ${resumedFrom.step}`] as const]
      : []),
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
