import { type PreparationMoment, refused } from "../../../core/mod.ts";
import { type AdaptationCommand, SeedLifecycleStage, SeedOperation } from "../../../proto/mod.ts";
import { stagesFor, type Transition, transitionOf } from "./lifecycle.ts";
import { parametersOf } from "./parameters.ts";
import type { SlotState } from "./slot_state.ts";

/** An operation in progress. */
export interface SeedRequest {
  readonly slotState: SlotState;
  readonly command: AdaptationCommand;
  readonly transition: Transition;
  readonly parameters: Readonly<Record<string, number | undefined>>;
  readonly reason: string;
}

/** Operations that build nothing: they take well under a millisecond. */
const IMMEDIATE: ReadonlySet<SeedOperation> = new Set([
  SeedOperation.SEED_OP_START_GRAFTING,
  SeedOperation.SEED_OP_STABILIZE,
  SeedOperation.SEED_OP_EVALUATE,
  SeedOperation.SEED_OP_FINE_TUNE,
  SeedOperation.SEED_OP_FOSSILIZE,
  SeedOperation.SEED_OP_CULL,
  SeedOperation.SEED_OP_CANCEL,
]);

/** When a command is prepared for a seed in `stage`. */
export function momentOf(
  { seedOperation }: AdaptationCommand,
  stage: SeedLifecycleStage | undefined,
): PreparationMoment {
  const operation = seedOperation?.operation ?? SeedOperation.SEED_OP_UNKNOWN;
  // By the weights of the last step, so that it does not depend on when there was time for it.
  if (isMeasurement(operation, stage)) return "before boundary";
  return IMMEDIATE.has(operation) ? "inside boundary" : "between boundaries";
}

/** Returns what a command asks for. @throws {TolariaError} `command/refused` if the seed's stage does not allow it. */
export function requestOf(slotState: SlotState, command: AdaptationCommand): SeedRequest {
  const { commandId, seedOperation, annotations, issuedBy } = command;
  const operation = seedOperation?.operation ?? SeedOperation.SEED_OP_UNKNOWN;
  const parameters = parametersOf(command);
  const { name } = slotState.slot;
  if (slotState.pending && !isMeasurement(operation, slotState.stage))
    throw refused(commandId, `another command for "${name}" is not committed yet`);
  const transition = transitionOf(operation, slotState.stage);
  if (transition) {
    const reason = annotations.reason ?? `asked for by ${issuedBy || "someone"}`;
    return { slotState, command, transition, parameters, reason };
  }
  const stages = stagesFor(operation).map((stage) => SeedLifecycleStage[stage]);
  throw refused(
    commandId,
    `${SeedOperation[operation]} needs a seed in ${stages.join(" or ")}: "${name}" is in ${SeedLifecycleStage[slotState.stage]}`,
  );
}

/** Whether an operation measures an empty slot, and changes nothing. */
function isMeasurement(operation: SeedOperation, stage: SeedLifecycleStage | undefined): boolean {
  const { SEED_STAGE_DORMANT } = SeedLifecycleStage;
  return operation === SeedOperation.SEED_OP_EVALUATE && stage === SEED_STAGE_DORMANT;
}
