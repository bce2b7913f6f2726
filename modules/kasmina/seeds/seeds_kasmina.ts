import {
  type EpochReport,
  type GraftedSeed,
  type Kasmina,
  type KasminaParts,
  type Parameter,
  type PreparedCommand,
  type PreparedSeeds,
  type RandomStream,
  refused,
  type SeedGradients,
  type SeedListener,
  type SeedStep,
  type SeedStory,
  type SeedsSnapshot,
  type SeedTraining,
  type StatePart,
  stageWeight,
  TolariaError,
} from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import {
  type AdaptationCommand,
  SeedLifecycleGate,
  SeedLifecycleStage,
  type SeedState,
} from "../../../proto/mod.ts";
import { BLUEPRINTS } from "./blueprints.ts";
import { evidenceOf, type LastEpoch } from "./evidence.ts";
import { judge } from "./gates.ts";
import { AFTERLIFE, isGrafted, isLiving } from "./lifecycle.ts";
import { Operations } from "./operations.ts";
import type { CheckedSeedsOptions } from "./options.ts";
import { ownGradients } from "./own_gradients.ts";
import { Plot, type Seed } from "./plot.ts";
import { capturePlots, nextPlots } from "./plots_state.ts";
import { seedStateOf } from "./seed_state.ts";
import { readSeeds, recordRest, SEEDS_VERSION, type SeedsRest } from "./seeds_record.ts";
import { restoreSeeds } from "./seeds_restore.ts";
import { heldSnapshot, snapshotOf } from "./seeds_snapshot.ts";

const {
  SEED_STAGE_TRAINING: TRAINING,
  SEED_STAGE_BLENDING: BLENDING,
  SEED_STAGE_FOSSILIZED: FOSSILIZED,
  SEED_STAGE_CULLED: CULLED,
  SEED_STAGE_EMBARGOED: EMBARGOED,
  SEED_STAGE_RESETTING: RESETTING,
  SEED_STAGE_DORMANT: DORMANT,
} = SeedLifecycleStage;

/** Grows seeds in the slots of a host. */
export class SeedsKasmina implements Kasmina, SeedTraining {
  readonly name = "seeds";
  readonly #options: CheckedSeedsOptions;
  readonly #operations: Operations;
  readonly #listeners = new Set<SeedListener>();
  #parts: KasminaParts | undefined;
  #random: RandomStream | undefined;
  #plots: readonly Plot[] = [];
  #last: LastEpoch | undefined;
  #past: readonly SeedStory[] = [];

  constructor(options: CheckedSeedsOptions) {
    this.#options = options;
    this.#operations = new Operations(() => ({
      parts: this.#attached,
      options,
      last: this.#last,
      tell: (transition) => {
        for (const { onTransition } of this.#listeners) onTransition(transition);
      },
    }));
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
    this.#plots = slots.map((slot) => new Plot(slot));
    return this;
  }

  get parameters(): readonly Parameter[] {
    const living = this.#plots.filter(({ stage }) => isLiving(stage));
    return living.flatMap(({ seed }) => seed?.network.parameters ?? []);
  }

  get stories(): readonly SeedStory[] {
    return [...this.#past, ...this.#plots.flatMap((plot) => plot.story() ?? [])];
  }

  seedStates(): readonly SeedState[] {
    const maxRise = this.#options.gates.maxLossRise;
    return this.#plots.map((plot) =>
      seedStateOf(plot, this.#attached.rates, this.#last?.judged.loss, maxRise),
    );
  }

  prepare(command: AdaptationCommand): PreparedCommand {
    const plot = this.#plots.find(({ slot }) => slot.name === command.targetSeedId);
    if (plot) return this.#operations.prepare(plot, command);
    const known = this.#plots.map(({ slot }) => slot.name).join(", ");
    throw refused(
      command.commandId,
      `"target_seed_id" must be one of ${known || "none yet"}, but is ${JSON.stringify(command.targetSeedId)}`,
    );
  }

  differentiate(targets: readonly tf.Tensor[]): SeedGradients {
    const random = this.#random as RandomStream;
    const weigh = ({ stage }: Plot) => stageWeight(stage, 0, this.#options.stageWeights);
    return ownGradients(this.#plots, this.#attached, targets, random, weigh);
  }

  get taskNames(): readonly string[] {
    return this.#plots.map(({ group }) => group);
  }

  get grafted(): readonly GraftedSeed[] {
    return this.#plots
      .filter(({ isTask }) => isTask)
      .map((plot) => ({
        seed: plot.slot.name,
        generation: plot.generations,
        group: plot.group,
        share: plot.alpha,
        weight: stageWeight(plot.stage, plot.alpha, this.#options.stageWeights),
        takeOutput: () => plot.takeOutput(),
      }));
  }

  trainsAlone(group: string): boolean {
    return this.#plots.some((plot) => plot.learnsAlone && plot.group === group);
  }

  advance({ applied, norms, losses }: SeedStep): void {
    const { names } = this.#attached.groups;
    let at = 0;
    for (const plot of this.#plots) {
      const ownLoss = plot.learnsAlone ? losses[at++] : undefined;
      if (!plot.grouped) continue;
      plot.observe(norms[names.indexOf(plot.group)] as number, ownLoss);
      if (plot.learnsAlone) this.#reportFault(plot);
      if (applied && plot.stage === BLENDING) this.#advanceBlend(plot);
    }
  }

  endEpoch({ train, validation = train }: EpochReport): void {
    this.#last = { train, judged: validation };
    for (const plot of this.#plots) {
      plot.endEpoch();
      if (plot.seed && isGrafted(plot.stage) && plot.stage !== FOSSILIZED) {
        plot.seed.after = validation;
      }
      this.#rest(plot);
    }
  }

  snapshot(): SeedsSnapshot {
    return snapshotOf(this.#plots);
  }

  snapshotOf(held: Pick<SeedsSnapshot, "composition" | "weights">): SeedsSnapshot {
    return heldSnapshot(this.#plots, held);
  }

  capture(): StatePart {
    const { data, tensors } = capturePlots(this.#plots);
    const rest = recordRest({
      random: (this.#random as RandomStream).state(),
      last: this.#last,
      past: this.#past,
    });
    return { version: SEEDS_VERSION, data: { plots: data, ...rest }, tensors };
  }

  prepareRestore(part: StatePart): PreparedSeeds {
    const { plots, rest } = readSeeds(part);
    const { random } = this.#attached;
    const blueprints = { ...BLUEPRINTS, ...this.#options.blueprints };
    const next = nextPlots(this.#plots, { ...part, data: plots }, { blueprints, random });
    return restoreSeeds(next, () => {
      const before = {
        random: (this.#random as RandomStream).state(),
        last: this.#last,
        past: this.#past,
      };
      this.#putRest(rest);
      return () => this.#putRest(before);
    });
  }

  #putRest({ random, last, past }: SeedsRest): void {
    this.#random?.restore(random);
    this.#last = last;
    this.#past = past;
  }

  listen(listener: SeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const plot of this.#plots) {
      plot.slot.graft = undefined;
      plot.release();
      if (isLiving(plot.stage)) plot.seed?.network.dispose();
    }
    this.#plots = [];
  }

  get #attached(): KasminaParts {
    if (this.#parts) return this.#parts;
    throw new TolariaError(
      "host/unsupported",
      "No host is attached: call attach() first. Cannot grow seeds.",
    );
  }

  #advanceBlend(plot: Plot): void {
    plot.blend.advance();
    if (plot.blend.reversed && plot.blend.complete) this.#move(plot, TRAINING, "blended out again");
  }

  /** Takes a slot whose seed is gone a stage on, when it is time. */
  #rest(plot: Plot): void {
    const next = AFTERLIFE.get(plot.stage);
    if (next === undefined || !this.#hasRested(plot)) return;
    if (plot.stage === CULLED && plot.embargoEpochs === 0) {
      this.#move(plot, RESETTING, "no embargo");
      return;
    }
    this.#move(plot, next, REST_REASONS[next] as string);
  }

  #hasRested({ stage, counts, embargoEpochs }: Plot): boolean {
    return stage !== EMBARGOED || counts.epochs >= embargoEpochs;
  }

  /** A change of stage that nobody asked for. */
  #move(plot: Plot, to: SeedLifecycleStage, reason: string): void {
    const seed = plot.seed as Seed;
    const { step, epoch } = this.#attached.progress;
    const evidence = evidenceOf(plot, seed, this.#last, Number.NaN);
    const { SEED_GATE_G5_RESET: gate } = SeedLifecycleGate;
    const verdict = to === DORMANT ? judge(gate, evidence, this.#options.gates) : undefined;
    const { blueprint } = seed;
    const told = { seed: plot.slot.name, blueprint, from: plot.stage, to, verdict, reason, step };
    for (const { onTransition } of this.#listeners) onTransition(told);
    if (verdict && !verdict.passed) return;
    plot.enter(to, reason, { step, epoch: epoch + 1 });
    if (to === DORMANT) this.#clear(plot);
  }

  /** Makes room for another seed. */
  #clear(plot: Plot): void {
    const story = plot.story();
    if (story) this.#past = [...this.#past, story];
    plot.seed = undefined;
  }

  #reportFault({ slot, counts }: Plot): void {
    if (Number.isFinite(counts.gradientNorm)) return;
    const message = `gradient norm of seed "${slot.name}" is ${counts.gradientNorm}: its weights are left as they were (${counts.nonFiniteSteps} such steps in its stage)`;
    for (const { onFault } of this.#listeners) onFault(message);
  }
}

const REST_REASONS: Readonly<Record<number, string>> = {
  [EMBARGOED]: "its seed was culled",
  [RESETTING]: "the embargo is over",
  [DORMANT]: "ready for another seed",
};
