import {
  type BlockMultiplyAdds,
  type EpochReport,
  type GraftedSeed,
  type Kasmina,
  type KasminaParts,
  type Parameter,
  type PreparationMoment,
  type PreparedCommand,
  type PreparedSeeds,
  type RandomStream,
  refused,
  type SeedGradients,
  type SeedListener,
  type SeedMultiplyAdds,
  type SeedStep,
  type SeedStory,
  type SeedsSnapshot,
  type SeedTraining,
  type SeedTransition,
  type SeedTrials,
  type StatePart,
  stageWeight,
  TolariaError,
  unknownName,
} from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { type AdaptationCommand, SeedLifecycleStage, type SeedState } from "../../../proto/mod.ts";
import type { Blueprint } from "./blueprint.ts";
import { BUILT_IN } from "./built_in.ts";
import type { LastEpoch } from "./evidence.ts";
import { isGrafted, isLiving } from "./lifecycle.ts";
import { Operations } from "./operations.ts";
import type { CheckedSeedsOptions } from "./options.ts";
import { ownGradients } from "./own_gradients.ts";
import { OwnStages } from "./own_stages.ts";
import { seedCost } from "./seed_costs.ts";
import { momentOf } from "./seed_request.ts";
import { seedStateOf } from "./seed_state.ts";
import { type CommonState, readSeeds, recordCommon, SEEDS_VERSION } from "./seeds_record.ts";
import { restoreSeeds } from "./seeds_restore.ts";
import { heldSnapshot, snapshotOf } from "./seeds_snapshot.ts";
import { SlotState } from "./slot_state.ts";
import { SlotTrials } from "./slot_trials.ts";
import { captureSlots, prepareSlots } from "./slots_slice.ts";

const {
  SEED_STAGE_BLENDING: BLENDING,
  SEED_STAGE_SHADOWING: SHADOWING,
  SEED_STAGE_FOSSILIZED: FOSSILIZED,
} = SeedLifecycleStage;

/** Grows seeds in the slots of a host. */
export class SeedsKasmina implements Kasmina, SeedTraining {
  readonly name = "seeds";
  readonly #options: CheckedSeedsOptions;
  readonly #operations: Operations;
  readonly #idle: OwnStages;
  readonly trials: SeedTrials;
  readonly #listeners = new Set<SeedListener>();
  #parts: KasminaParts | undefined;
  #random: RandomStream | undefined;
  #slots: readonly SlotState[] = [];
  #last: LastEpoch | undefined;
  #past: readonly SeedStory[] = [];
  #parted = true;
  #blocks: readonly BlockMultiplyAdds[] = [];

  constructor(options: CheckedSeedsOptions) {
    this.#options = options;
    const scope = () => ({
      parts: this.#attached,
      options,
      last: this.#last,
      emit: (transition: SeedTransition) => {
        for (const { onTransition } of this.#listeners) onTransition(transition);
      },
      measured: (cost: SeedMultiplyAdds) => {
        for (const { onMeasured } of this.#listeners) onMeasured?.(cost);
      },
    });
    this.#operations = new Operations(scope);
    this.trials = new SlotTrials(() => this.#slots, this.#operations, scope);
    this.#idle = new OwnStages(scope, (story) => {
      this.#past = [...this.#past, story];
    });
  }

  attach(parts: KasminaParts): SeedTraining {
    const { name, slots = [] } = parts.host;
    if (slots.length === 0) {
      throw new TolariaError(
        "host/unsupported",
        `Host "${name}" has no slots: create it by blocks(), mlp() or cnn() with the option "slots". Cannot grow seeds in it.`,
      );
    }
    this.#parts = parts;
    this.#random = parts.random("seeds");
    this.#slots = slots.map((slot) => new SlotState(slot));
    this.#blocks = parts.host.multiplyAdds?.() ?? [];
    return this;
  }

  get parameters(): readonly Parameter[] {
    const living = this.#slots.filter(({ stage }) => isLiving(stage));
    return living.flatMap(({ seed }) => seed?.network.parameters ?? []);
  }

  get stories(): readonly SeedStory[] {
    return [...this.#past, ...this.#slots.flatMap((slotState) => slotState.story() ?? [])];
  }

  seedStates(): readonly SeedState[] {
    const maxRise = this.#options.gates.maxLossRise;
    return this.#slots.map((slotState) =>
      seedStateOf(
        slotState,
        this.#attached.rates,
        this.#last?.judged.loss,
        maxRise,
        this.#blueprints,
      ),
    );
  }

  prepares(command: AdaptationCommand): PreparationMoment {
    return momentOf(command, this.#slotOf(command)?.stage);
  }

  #slotOf({ targetSeedId }: AdaptationCommand): SlotState | undefined {
    return this.#slots.find(({ slot }) => slot.name === targetSeedId);
  }

  prepare(command: AdaptationCommand): PreparedCommand | Promise<PreparedCommand> {
    const slotState = this.#slotOf(command);
    if (slotState) return this.#operations.prepare(slotState, command);
    const known = this.#slots.map(({ slot }) => slot.name);
    throw refused(command.commandId, unknownName("slot", command.targetSeedId, known));
  }

  differentiate(targets: readonly tf.Tensor[], weights?: tf.Tensor): SeedGradients {
    const random = this.#random as RandomStream;
    const weigh = ({ stage }: SlotState) => stageWeight(stage, 0, this.#options.stageWeights);
    const rule = { examples: this.#options.ownExamples, weigh };
    return ownGradients(this.#slots, this.#attached, { targets, weights }, random, rule);
  }

  get taskNames(): readonly string[] {
    return this.#slots.map(({ group }) => group);
  }

  get grafted(): readonly GraftedSeed[] {
    return this.#slots
      .filter(({ isTask }) => isTask)
      .map((slotState) => ({
        seed: slotState.slot.name,
        generation: slotState.generations,
        group: slotState.group,
        share: slotState.alpha,
        weight: stageWeight(slotState.stage, slotState.alpha, this.#options.stageWeights),
        takeOutput: () => slotState.takeOutput(),
      }));
  }

  get parted(): boolean {
    return this.#parted;
  }

  set parted(parted: boolean) {
    this.#parted = parted;
    for (const slotState of this.#slots) slotState.parted = parted;
  }

  multiplyAdds(examples: number): readonly SeedMultiplyAdds[] {
    const { ownExamples } = this.#options;
    const scope = { blocks: this.#blocks, parted: this.#parted, ownExamples };
    return this.#slots.flatMap((slotState) => seedCost(slotState, scope, examples) ?? []);
  }

  trainsAlone(group: string): boolean {
    return this.#slots.some((slotState) => slotState.learnsAlone && slotState.group === group);
  }

  advance({ applied, norms, losses }: SeedStep): void {
    const { names } = this.#attached.groups;
    let at = 0;
    for (const slotState of this.#slots) {
      const ownLoss = slotState.learnsAlone ? losses[at++] : undefined;
      if (!slotState.grouped) continue;
      slotState.observe(norms[names.indexOf(slotState.group)] as number, ownLoss);
      if (slotState.learnsAlone) this.#reportFault(slotState);
      if (applied && isBlending(slotState)) this.#idle.advanceBlend(slotState);
    }
  }

  endEpoch({ train, validation = train }: EpochReport): void {
    this.#last = { train, judged: validation };
    for (const slotState of this.#slots) {
      slotState.endEpoch();
      slotState.scale = isWhole(slotState) ? this.#operations.measureScale(slotState) : undefined;
      if (slotState.seed && isGrafted(slotState.stage) && slotState.stage !== FOSSILIZED) {
        slotState.seed.after = validation;
      }
      if (!slotState.trial) this.#idle.advance(slotState);
    }
  }

  snapshot(): SeedsSnapshot {
    return snapshotOf(this.#slots);
  }

  snapshotOf(held: Pick<SeedsSnapshot, "composition" | "weights">): SeedsSnapshot {
    return heldSnapshot(this.#slots, held);
  }

  capture(): StatePart {
    const { data, tensors } = captureSlots(this.#slots);
    const rest = recordCommon({
      random: (this.#random as RandomStream).state(),
      last: this.#last,
      past: this.#past,
    });
    return { version: SEEDS_VERSION, data: { slots: data, ...rest }, tensors };
  }

  prepareRestore(part: StatePart): PreparedSeeds {
    const { slots, rest } = readSeeds(part);
    const { random } = this.#attached;
    const source = { blueprints: this.#blueprints, random };
    const next = prepareSlots(this.#slots, { ...part, data: slots }, source);
    return restoreSeeds(next, () => {
      const before = {
        random: (this.#random as RandomStream).state(),
        last: this.#last,
        past: this.#past,
      };
      this.#replaceCommon(rest);
      return () => this.#replaceCommon(before);
    });
  }

  #replaceCommon({ random, last, past }: CommonState): void {
    this.#random?.restore(random);
    this.#last = last;
    this.#past = past;
  }

  listen(listener: SeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const slotState of this.#slots) {
      slotState.slot.graft = undefined;
      slotState.slot.grown = undefined;
      slotState.release();
      if (isLiving(slotState.stage)) slotState.seed?.network.dispose();
    }
    this.#slots = [];
  }

  get #blueprints(): Readonly<Record<string, Blueprint>> {
    return { ...BUILT_IN, ...this.#options.blueprints };
  }

  get #attached(): KasminaParts {
    if (this.#parts) return this.#parts;
    throw new TolariaError(
      "host/unsupported",
      "No host is attached: call attach() first. Cannot grow seeds.",
    );
  }

  #reportFault({ slot, counts }: SlotState): void {
    if (Number.isFinite(counts.gradientNorm)) return;
    const message = `gradient norm of seed "${slot.name}" is ${counts.gradientNorm}: its weights are left as they were (${counts.nonFiniteSteps} such steps in its stage)`;
    for (const { onFault } of this.#listeners) onFault(message);
  }
}

/** Whether a seed that may be evaluated next has its whole share. */
function isWhole({ stage, alpha }: SlotState): boolean {
  return alpha === 1 && (stage === BLENDING || stage === SHADOWING);
}

/** Whether the share of a seed rises with each step: that of one that is to be tried waits. */
function isBlending({ stage, trial }: SlotState): boolean {
  return stage === BLENDING && trial?.branch !== "due";
}
