import type { RunPart } from "../events/run_part.ts";
import type { Emergency } from "../ports/emergency.ts";
import type { Recovery, RecoveryTier, RollbackRequest } from "../ports/recovery.ts";
import type { Emergencies } from "./emergencies.ts";

/** What emergencies ask of a recovery. */
export interface EmergencyRecoveryParts {
  readonly emergencies: Emergencies;
  readonly recovery: Pick<Recovery, "saveNow">;
  /** Goes back, around the batches at fault. */
  readonly goBack: (request: RollbackRequest) => Promise<void>;
  /** Where training stands. */
  readonly progress: { readonly step: number };
  /** Whether there are snapshots in memory. */
  readonly fast: boolean;
  /** Whether there are durable checkpoints. */
  readonly durable: boolean;
}

/** Provides what emergencies ask of a recovery, until it is disposed; the protocol escalates past what it cannot do. */
export function emergencyRecovery(parts: EmergencyRecoveryParts): RunPart {
  const served = serve(parts);
  return {
    name: "emergency recovery",
    dispose: () => {
      for (const stop of served) stop();
    },
  };
}

function serve(parts: EmergencyRecoveryParts): readonly (() => void)[] {
  const { emergencies, recovery, goBack, progress, fast, durable } = parts;
  const back =
    (tier: Exclude<RecoveryTier, "emergency">) =>
    ({ reason }: Emergency) =>
      goBack({ atOrBefore: progress.step, reason, tier });
  const save = async ({ reason }: Emergency) => void (await recovery.saveNow(reason));
  if (!fast && !durable) return [];
  const memory = emergencies.provide("fast-rollback", back("fast"));
  if (!durable) return [memory];
  return [
    memory,
    emergencies.provide("full-rollback", back("full")),
    emergencies.provide("checkpoint", save),
    emergencies.provide("make-durable", save),
  ];
}
