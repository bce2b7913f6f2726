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

/** What an operation does to a seed. */
export interface Transition {
  readonly operation: SeedOperation;
  /** Stages in which it may be asked for. */
  readonly from: readonly SeedLifecycleStage[];
  /** Where it leads; undefined if the stage stays. */
  readonly to?: SeedLifecycleStage;
  /** What has to be passed. */
  readonly gate?: SeedLifecycleGate;
}

/** Every operation. CANCEL is there twice: what it takes back depends on how far the seed has come. */
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
  // The blend goes back first, and the seed with it when it has arrived.
  { operation: SeedOperation.SEED_OP_CANCEL, from: [BLENDING] },
];

/** What `operation` does to a seed in `stage`; undefined if it must not be asked for. */
export function transitionOf(
  operation: SeedOperation,
  stage: SeedLifecycleStage,
): Transition | undefined {
  return TRANSITIONS.find((entry) => entry.operation === operation && entry.from.includes(stage));
}

/** Stages from which `operation` leads on. */
export function stagesFor(operation: SeedOperation): readonly SeedLifecycleStage[] {
  return TRANSITIONS.filter((entry) => entry.operation === operation).flatMap(({ from }) => from);
}

/** Stages that a slot comes through by itself once its seed is gone, an epoch each but for the embargo. */
export const AFTERLIFE: ReadonlyMap<SeedLifecycleStage, SeedLifecycleStage> = new Map([
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
  return stage !== DORMANT && !AFTERLIFE.has(stage);
}
