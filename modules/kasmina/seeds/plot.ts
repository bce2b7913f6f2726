import {
  type Graft,
  type PassReport,
  type SeedOutput,
  type SeedStage,
  type SeedStory,
  type Slot,
  TolariaError,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { Blend } from "./blend.ts";
import { cut } from "./cut.ts";
import { isGrafted } from "./lifecycle.ts";
import type { Probe, SeedNetwork } from "./seed_network.ts";

/** A seed that was built. */
export interface Seed {
  readonly blueprint: string;
  readonly generation: number;
  readonly network: SeedNetwork;
  readonly probe: Probe;
  readonly stages: SeedStage[];
  before?: PassReport;
  after?: PassReport;
}

/** Where training stands. */
export interface Place {
  readonly step: number;
  readonly epoch: number;
}

/** Counts of the stage that a plot is in. */
export interface StageCounts {
  steps: number;
  epochs: number;
  nonFiniteSteps: number;
  gradientNorm: number;
}

/** All that a plot is at one moment but what a command that is not committed has made of it. */
export interface PlotContents {
  readonly stage: SeedLifecycleStage;
  readonly seed: Seed | undefined;
  readonly blend: Blend;
  readonly counts: StageCounts;
  readonly ageEpochs: number;
  readonly embargoEpochs: number;
  readonly grouped: boolean;
  readonly generations: number;
  readonly ownLoss: Plot["ownLoss"];
}

const FRESH: StageCounts = { steps: 0, epochs: 0, nonFiniteSteps: 0, gradientNorm: 0 };

/** A slot with what grows in it: the stage, the seed, and what was seen of it. */
export class Plot {
  readonly slot: Slot;
  /** Name of the parameter group of its seed. */
  readonly group: string;
  stage: SeedLifecycleStage = SeedLifecycleStage.SEED_STAGE_DORMANT;
  seed: Seed | undefined;
  blend: Blend = new Blend(1);
  /** Of the stage that it is in. */
  counts: StageCounts = { ...FRESH };
  ageEpochs = 0;
  /** Epochs for which it takes no seed after a cull. */
  embargoEpochs = 0;
  /** Whether its seed is a parameter group. */
  grouped = false;
  /** Whether a command for it is ready and not committed. */
  pending = false;
  /** Seeds that it has had. */
  generations = 0;
  /** Sum of the seed's own losses in the epoch in progress, and their mean in the one before. */
  ownLoss: { sum: number; count: number; mean: number } = {
    sum: 0,
    count: 0,
    mean: Number.NaN,
  };
  #activation: tf.Tensor | undefined;
  #output: SeedOutput | undefined;

  constructor(slot: Slot) {
    this.slot = slot;
    this.group = `seeds/${slot.name}`;
  }

  /** All that it is; what the plot changes of it later, this changes with it. */
  get contents(): PlotContents {
    const { stage, seed, blend, counts, ageEpochs, embargoEpochs, grouped, generations, ownLoss } =
      this;
    return {
      stage,
      seed,
      blend,
      counts,
      ageEpochs,
      embargoEpochs,
      grouped,
      generations,
      ownLoss,
    };
  }

  /** Becomes what `contents` says. */
  put(contents: PlotContents): void {
    Object.assign(this, contents);
    this.slot.graft = this.#graft();
    this.release();
  }

  /** Whether its seed learns beside the host, by a loss of its own. */
  get learnsAlone(): boolean {
    const training = this.stage === SeedLifecycleStage.SEED_STAGE_TRAINING;
    return training && (this.seed?.network.parameterCount ?? 0) > 0;
  }

  /** The seed's share of the slot's output. */
  get alpha(): number {
    return isGrafted(this.stage) ? this.blend.alpha : 0;
  }

  /** Whether its seed is grafted in and still trained. */
  get isTask(): boolean {
    return this.grouped && this.alpha > 0 && (this.seed?.network.parameterCount ?? 0) > 0;
  }

  /** Takes a seed in. */
  sow(seed: Seed): void {
    this.seed = seed;
    this.generations = seed.generation;
    this.ageEpochs = 0;
    this.#resetOwnLoss();
  }

  /** Observes a step: the norm of the seed's gradient, and its own loss where it has one. */
  observe(gradientNorm: number, ownLoss: number | undefined): void {
    this.counts.steps += 1;
    this.counts.gradientNorm = gradientNorm;
    if (!Number.isFinite(gradientNorm)) this.counts.nonFiniteSteps += 1;
    if (ownLoss === undefined) return;
    this.ownLoss.sum += ownLoss;
    this.ownLoss.count += 1;
  }

  /** Observes the end of an epoch. */
  endEpoch(): void {
    this.counts.epochs += 1;
    if (this.seed) this.ageEpochs += 1;
    if (this.ownLoss.count === 0) return;
    this.ownLoss.mean = this.ownLoss.sum / this.ownLoss.count;
    this.ownLoss.sum = 0;
    this.ownLoss.count = 0;
  }

  /** Comes to another stage. */
  enter(stage: SeedLifecycleStage, reason: string, place: Place): void {
    this.stage = stage;
    this.counts = { ...FRESH };
    this.slot.graft = this.#graft();
    this.release();
    this.seed?.stages.push({ stage: SeedLifecycleStage[stage] as string, reason, ...place });
  }

  /** Hands over the activation of the last training pass, [B, ...shape], which is the caller's then. */
  takeActivation(): tf.Tensor | undefined {
    const activation = this.#activation;
    this.#activation = undefined;
    return activation;
  }

  /** Hands over what a seed that is a task made of the activation in the training pass that was just computed. */
  takeOutput(): SeedOutput {
    const output = this.#output;
    this.#output = undefined;
    if (output) return output;
    throw new TolariaError(
      "host/unsupported",
      `The host must apply the slot's graft in each forward pass. Cannot train the seed in "${this.slot.name}".`,
    );
  }

  /** Releases what it holds of a training pass. */
  release(): void {
    this.takeActivation()?.dispose();
  }

  /** What became of its seed so far. */
  story(): SeedStory | undefined {
    if (!this.seed) return undefined;
    const { network, probe: _, stages, ...told } = this.seed;
    return {
      seed: this.slot.name,
      ...told,
      parameterCount: network.parameterCount,
      stages: [...stages],
    };
  }

  #resetOwnLoss(): void {
    Object.assign(this.ownLoss, { sum: 0, count: 0, mean: Number.NaN });
  }

  #graft(): Graft | undefined {
    if (isGrafted(this.stage)) return (activation, training) => this.#blended(activation, training);
    return this.learnsAlone ? (activation, training) => this.#tap(activation, training) : undefined;
  }

  /** alpha seed(h) + (1 - alpha) h. */
  #blended(activation: tf.Tensor, training: boolean): tf.Tensor {
    const { alpha } = this;
    if (alpha === 0) return activation;
    const computed = (this.seed as Seed).network.apply(activation);
    this.#output = training && this.isTask ? cut(computed) : undefined;
    const grown = this.#output?.seen ?? computed;
    return alpha === 1 ? grown : grown.mul(alpha).add(activation.mul(1 - alpha));
  }

  /** Leaves the activation as it is, and holds on to it. */
  #tap(activation: tf.Tensor, training: boolean): tf.Tensor {
    if (training) {
      this.release();
      // Another handle on the same numbers: whoever made the activation disposes its own.
      this.#activation = tf.keep(activation.reshape(activation.shape));
    }
    return activation;
  }
}
