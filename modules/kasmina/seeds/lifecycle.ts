import { SeedLifecycleGate, SeedLifecycleStage, SeedOperation } from "../../../proto/mod.ts";

const {
  SEED_STAGE_DORMANT: DORMANT,
  SEED_STAGE_GERMINATED: GERMINATED,
  SEED_STAGE_TRAINING: TRAINING,
  SEED_STAGE_BLENDING: BLENDING,
  SEED_STAGE_SHADOWING: SHADOWING,
  SEED_STAGE_PROBATIONARY: PROBATIONARY,
  SEED_STAGE_FOSSILIZED: FOSSILIZED,
  SEED_STAGE_CULLED: CULLED,
  SEED_STAGE_EMBARGOED: EMBARGOED,
  SEED_STAGE_RESETTING: RESETTING,
} = SeedLifecycleStage;

/** Effect of an operation on a seed. */
export interface Transition {
  readonly operation: SeedOperation;
  /** Stages that allow the operation. */
  readonly from: readonly SeedLifecycleStage[];
  /** Stage after the operation; undefined if it stays the same. */
  readonly to?: SeedLifecycleStage;
  /** Gate that the seed must pass. */
  readonly gate?: SeedLifecycleGate;
}

/** All operations. EVALUATE and CANCEL appear twice, because their effect depends on the seed's stage. */
export const TRANSITIONS: readonly Transition[] = [
  {
    operation: SeedOperation.SEED_OP_GERMINATE,
    from: [DORMANT],
    to: GERMINATED,
    gate: SeedLifecycleGate.SEED_GATE_G0_SANITY,
  },
  {
    operation: SeedOperation.SEED_OP_START_TRAINING,
    from: [GERMINATED],
    to: TRAINING,
    gate: SeedLifecycleGate.SEED_GATE_G0_SANITY,
  },
  {
    operation: SeedOperation.SEED_OP_START_GRAFTING,
    from: [TRAINING],
    to: BLENDING,
    gate: SeedLifecycleGate.SEED_GATE_G1_GRADIENT_HEALTH,
  },
  {
    operation: SeedOperation.SEED_OP_STABILIZE,
    from: [BLENDING],
    to: SHADOWING,
    gate: SeedLifecycleGate.SEED_GATE_G2_STABILITY,
  },
  {
    operation: SeedOperation.SEED_OP_EVALUATE,
    from: [SHADOWING],
    to: PROBATIONARY,
    gate: SeedLifecycleGate.SEED_GATE_G3_INTERFACE,
  },
  // Measures what a blueprint promises in an empty slot.
  { operation: SeedOperation.SEED_OP_EVALUATE, from: [DORMANT] },
  {
    operation: SeedOperation.SEED_OP_FOSSILIZE,
    from: [PROBATIONARY],
    to: FOSSILIZED,
    gate: SeedLifecycleGate.SEED_GATE_G4_SYSTEM_IMPACT,
  },
  {
    operation: SeedOperation.SEED_OP_FINE_TUNE,
    from: [TRAINING, BLENDING, SHADOWING, PROBATIONARY],
  },
  {
    operation: SeedOperation.SEED_OP_CULL,
    from: [GERMINATED, TRAINING, BLENDING, SHADOWING, PROBATIONARY],
    to: CULLED,
  },
  { operation: SeedOperation.SEED_OP_CANCEL, from: [GERMINATED], to: RESETTING },
  // Reverses the blend; the seed leaves when the blend is back at 0.
  { operation: SeedOperation.SEED_OP_CANCEL, from: [BLENDING] },
];

/** Returns the effect of `operation` on a seed in `stage`; undefined if it is not allowed. */
export function transitionOf(
  operation: SeedOperation,
  stage: SeedLifecycleStage,
): Transition | undefined {
  return TRANSITIONS.find((entry) => entry.operation === operation && entry.from.includes(stage));
}

/** Returns the stages that allow `operation`. */
export function stagesFor(operation: SeedOperation): readonly SeedLifecycleStage[] {
  return TRANSITIONS.filter((entry) => entry.operation === operation).flatMap(({ from }) => from);
}

/** Stages that a slot passes through by itself after its seed is removed, one per epoch except the embargo. */
export const NEXT_IDLE_STAGE: ReadonlyMap<SeedLifecycleStage, SeedLifecycleStage> = new Map([
  [CULLED, EMBARGOED],
  [EMBARGOED, RESETTING],
  [RESETTING, DORMANT],
]);

/** Whether a seed in `stage` changes what the host computes. */
export function isGrafted(stage: SeedLifecycleStage): boolean {
  return [BLENDING, SHADOWING, PROBATIONARY, FOSSILIZED].includes(stage);
}

/** Whether a slot in `stage` has a seed with weights. */
export function isLiving(stage: SeedLifecycleStage): boolean {
  return stage !== DORMANT && !NEXT_IDLE_STAGE.has(stage);
}
