import type { SeedStory } from "../../../core/mod.ts";
import { SeedLifecycleGate, SeedLifecycleStage } from "../../../proto/mod.ts";
import { evidenceOf } from "./evidence.ts";
import { judge } from "./gates.ts";
import { NEXT_IDLE_STAGE } from "./lifecycle.ts";
import type { OperationScope } from "./operations.ts";
import type { Seed, SlotState } from "./slot_state.ts";

const {
  SEED_STAGE_TRAINING: TRAINING,
  SEED_STAGE_CULLED: CULLED,
  SEED_STAGE_EMBARGOED: EMBARGOED,
  SEED_STAGE_RESETTING: RESETTING,
  SEED_STAGE_DORMANT: DORMANT,
} = SeedLifecycleStage;

const IDLE_REASONS: Readonly<Record<number, string>> = {
  [EMBARGOED]: "its seed was culled",
  [RESETTING]: "the embargo is over",
  [DORMANT]: "ready for another seed",
};

/** Stages that a slot comes to without a command: a blend that is over, and the way back of a slot whose seed is gone. */
export class OwnStages {
  readonly #scope: () => OperationScope;
  readonly #onGone: (story: SeedStory) => void;

  /** @param onGone Called with the story of each seed that leaves its slot to another. */
  constructor(scope: () => OperationScope, onGone: (story: SeedStory) => void) {
    this.#scope = scope;
    this.#onGone = onGone;
  }

  /** Advances a blend by a step. */
  advanceBlend(slotState: SlotState): void {
    slotState.blend.advance();
    if (slotState.blend.reversed && slotState.blend.complete)
      this.#move(slotState, TRAINING, "blended out again");
  }

  /** Advances a slot without a seed to its next stage when it is due. */
  advance(slotState: SlotState): void {
    const next = NEXT_IDLE_STAGE.get(slotState.stage);
    if (next === undefined || !isDue(slotState)) return;
    if (slotState.stage === CULLED && slotState.embargoEpochs === 0) {
      this.#move(slotState, RESETTING, "no embargo");
      return;
    }
    this.#move(slotState, next, IDLE_REASONS[next] as string);
  }

  /** Changes the stage without a command. */
  #move(slotState: SlotState, to: SeedLifecycleStage, reason: string): void {
    const { parts, options, last, emit } = this.#scope();
    const seed = slotState.seed as Seed;
    const { step, epoch } = parts.progress;
    const evidence = evidenceOf(slotState, seed, last, Number.NaN);
    const { SEED_GATE_G5_RESET: gate } = SeedLifecycleGate;
    const verdict = to === DORMANT ? judge(gate, evidence, options.gates) : undefined;
    const { blueprint } = seed;
    const { stage: from, slot } = slotState;
    emit({ seed: slot.name, blueprint, from, to, verdict, reason, step });
    if (verdict && !verdict.passed) return;
    slotState.enter(to, reason, { step, epoch: epoch + 1 });
    if (to === DORMANT) this.#clear(slotState);
  }

  /** Makes room for another seed. */
  #clear(slotState: SlotState): void {
    const story = slotState.story();
    if (story) this.#onGone(story);
    slotState.seed = undefined;
  }
}

function isDue({ stage, counts, embargoEpochs }: SlotState): boolean {
  return stage !== EMBARGOED || counts.epochs >= embargoEpochs;
}
