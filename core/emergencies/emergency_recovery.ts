import type { Pilot } from "../autopilot/alarm_responder.ts";
import type { Session } from "../engine/session.ts";
import type { Emergency } from "../ports/emergency.ts";
import type { RecoveryTier } from "../ports/recovery.ts";
import type { RunRecovery } from "../recovery/run_recovery.ts";

/** Who does what emergencies ask of a recovery. */
export interface EmergencyRecoveryParts {
  readonly session: Session;
  readonly recovery: Pick<RunRecovery, "saveNow">;
  readonly pilot: Pick<Pilot, "goBack">;
}

/** Does what emergencies ask of a recovery; what it cannot do, they go on from. Returns what ends that. */
export function serveEmergencies(parts: EmergencyRecoveryParts): readonly (() => void)[] {
  const { session, recovery, pilot } = parts;
  const { emergencies, progress, services } = session;
  const back =
    (tier: Exclude<RecoveryTier, "emergency">) =>
    ({ reason }: Emergency) =>
      pilot.goBack({ atOrBefore: progress.step, reason, tier });
  const save = async ({ reason }: Emergency) => void (await recovery.saveNow(reason));
  const { snapshots, checkpoints } = services;
  const saves = checkpoints.everyEpochs > 0;
  if (snapshots.everySteps === 0 && !saves) return [];
  const fast = emergencies.provide("fast-rollback", back("fast"));
  if (!saves) return [fast];
  return [
    fast,
    emergencies.provide("full-rollback", back("full")),
    emergencies.provide("checkpoint", save),
    emergencies.provide("make-durable", save),
  ];
}
