import type { Attributes } from "../../deps.ts";
import type { CheckpointInfo } from "../ports/checkpoint_store.ts";
import type { RollbackOutcome } from "../ports/recovery.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of a rollback's span. */
export function rollbackAttributes(outcome: RollbackOutcome): Attributes {
  return {
    [ATTRIBUTE.rollbackReason]: outcome.reason,
    [ATTRIBUTE.rollbackRecovered]: outcome.recovered,
    [ATTRIBUTE.rollbackTier]: outcome.tier,
    [ATTRIBUTE.rollbackFromStep]: outcome.fromStep,
    [ATTRIBUTE.rollbackStep]: outcome.step,
    [ATTRIBUTE.rollbackFailures]: outcome.failures.map(({ tier, reason }) => `${tier}: ${reason}`),
  };
}

/** Attributes of the events of a checkpoint. */
export function checkpointAttributes(info: CheckpointInfo): Attributes {
  return {
    [ATTRIBUTE.checkpointId]: info.id,
    [ATTRIBUTE.checkpointStep]: info.step,
    [ATTRIBUTE.checkpointEpoch]: info.epoch,
    [ATTRIBUTE.checkpointBytes]: info.bytes,
    [ATTRIBUTE.checkpointReason]: info.reason,
  };
}
