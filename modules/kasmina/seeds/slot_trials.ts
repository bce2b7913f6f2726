import type { SeedTrial, SeedTrials, TrialReport } from "../../../core/mod.ts";
import { SeedLifecycleGate, SeedLifecycleStage } from "../../../proto/mod.ts";
import { trialCheck } from "./gates.ts";
import type { OperationScope, Operations } from "./operations.ts";
import type { Seed, SlotState, SlotTrial } from "./slot_state.ts";

/** Reason of a cull that is decided at the end of the trial only. */
const LEFT_OUT = "left out in its trial";

/** Trials of the seeds in slots. */
export class SlotTrials implements SeedTrials {
  readonly #slots: () => readonly SlotState[];
  readonly #operations: Pick<Operations, "leaveOut">;
  readonly #scope: () => OperationScope;

  constructor(
    slots: () => readonly SlotState[],
    operations: Pick<Operations, "leaveOut">,
    scope: () => OperationScope,
  ) {
    this.#slots = slots;
    this.#operations = operations;
    this.#scope = scope;
  }

  get due(): SeedTrial | undefined {
    const slotState = this.#in("due");
    if (!slotState) return undefined;
    const { seed, slot, stage, trial } = slotState;
    const { blueprint, generation } = seed as Seed;
    const { steps, minGain } = trial as SlotTrial;
    const name = SeedLifecycleStage[stage] as string;
    return { seed: slot.name, generation, blueprint, stage: name, steps, minGain };
  }

  enter(branch: "without" | "with"): void {
    // In a branch with a seed no other one is to begin: it is culled where training stands.
    const slotState = this.#in("with") ?? this.#in("due");
    if (!slotState) return;
    const trial = { ...(slotState.trial as SlotTrial), branch };
    if (branch === "without") this.#operations.leaveOut(slotState, LEFT_OUT);
    slotState.trial = trial;
  }

  end(report: TrialReport | undefined): void {
    const slotState = this.#in("with") ?? this.#in("without");
    if (!slotState) return;
    slotState.trial = undefined;
    if (!report) return;
    const seed = slotState.seed as Seed;
    seed.trial = report;
    if (!report.kept) this.#tellOfCull(slotState, seed, report);
  }

  #in(branch: SlotTrial["branch"]): SlotState | undefined {
    return this.#slots().find(({ trial }) => trial?.branch === branch);
  }

  /** The seed was culled when its branch began; that it stays so is known now. */
  #tellOfCull({ slot }: SlotState, seed: Seed, report: TrialReport): void {
    const { parts, emit } = this.#scope();
    const { SEED_STAGE_BLENDING: from, SEED_STAGE_CULLED: to } = SeedLifecycleStage;
    const { brokenOff } = report;
    const checks = [trialCheck(report)];
    const reason = brokenOff === undefined ? "its trial failed" : `its trial failed: ${brokenOff}`;
    const last = seed.stages.at(-1);
    if (last) seed.stages[seed.stages.length - 1] = { ...last, reason };
    emit({
      seed: slot.name,
      blueprint: seed.blueprint,
      from,
      to,
      verdict: { gate: SeedLifecycleGate.SEED_GATE_G4_SYSTEM_IMPACT, checks, passed: false },
      reason,
      step: parts.progress.step,
    });
  }
}
