import {
  type Graft,
  type GrownLayers,
  type PassReport,
  type SeedOutput,
  type SeedStage,
  type SeedStory,
  type Slot,
  TolariaError,
  type TrialReport,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { Blend } from "./blend.ts";
import { detach } from "./detach.ts";
import { isGrafted } from "./lifecycle.ts";
import type { Probe, SeedNetwork } from "./seed_network.ts";

/** A seed and its network. */
export interface Seed {
  readonly blueprint: string;
  readonly generation: number;
  readonly network: SeedNetwork;
  readonly probe: Probe;
  readonly stages: SeedStage[];
  before?: PassReport;
  after?: PassReport;
  trial?: TrialReport;
}

/** What a slot knows of a trial of its seed. */
export interface SlotTrial {
  /** The branch that it is in, or that the trial is still to be made. */
  readonly branch: "due" | "without" | "with";
  readonly steps: number;
  readonly minGain: number;
}

/** What a seed that trains beside the host is trained on. */
export interface TappedActivation {
  /** In its slot, [B, ...shape]. */
  readonly activation: tf.Tensor;
  /** Of the block that the slot lies beside, [B, ...beside]. */
  readonly input?: tf.Tensor;
}

/** Progress of the training. */
export interface Progress {
  readonly step: number;
  readonly epoch: number;
}

/** Counters of a slot's current stage. */
export interface StageCounts {
  steps: number;
  epochs: number;
  nonFiniteSteps: number;
  gradientNorm: number;
}

/** Contents of a slot at one moment, without the effects of commands that are not committed. */
export interface SlotContents {
  readonly stage: SeedLifecycleStage;
  readonly seed: Seed | undefined;
  readonly blend: Blend;
  readonly counts: StageCounts;
  readonly ageEpochs: number;
  readonly embargoEpochs: number;
  readonly grouped: boolean;
  readonly generations: number;
  readonly ownLoss: SlotState["ownLoss"];
  readonly trial: SlotTrial | undefined;
  readonly promises: SlotState["promises"];
}

const FRESH: StageCounts = { steps: 0, epochs: 0, nonFiniteSteps: 0, gradientNorm: 0 };

/** State of one slot: its stage, its seed and the seed's measurements. */
export class SlotState {
  readonly slot: Slot;
  /** Name of the seed's parameter group. */
  readonly group: string;
  stage: SeedLifecycleStage = SeedLifecycleStage.SEED_STAGE_DORMANT;
  seed: Seed | undefined;
  blend: Blend = new Blend(1);
  /** Counters of the current stage. */
  counts: StageCounts = { ...FRESH };
  ageEpochs = 0;
  /** Epochs for which the slot accepts no seed after a cull. */
  embargoEpochs = 0;
  /** Whether the seed has a parameter group. */
  grouped = false;
  /** Whether a command for this slot is prepared but not committed. */
  pending = false;
  /** By how much the seed scaled a random activation at the end of the last epoch; undefined if that was not measured. */
  scale: number | undefined;
  /** Whether the gradient of the host's losses ends at the output of a seed that is a task. */
  parted = true;
  /** Number of seeds that the slot has had. */
  generations = 0;
  /** Squared gradients of blueprints that were measured in the empty slot, by name. */
  promises: Readonly<Record<string, number>> = {};
  /** The trial that its seed is in or waits for. */
  trial: SlotTrial | undefined;
  /** Sum and count of the seed's local losses in this epoch, and their mean in the one before. */
  ownLoss: { sum: number; count: number; mean: number } = {
    sum: 0,
    count: 0,
    mean: Number.NaN,
  };
  #tapped: TappedActivation | undefined;
  #output: SeedOutput | undefined;

  constructor(slot: Slot) {
    this.slot = slot;
    this.group = `seeds/${slot.name}`;
  }

  /** Contents of the slot, by reference: later changes show in them. */
  get contents(): SlotContents {
    const { stage, seed, blend, counts, ageEpochs, embargoEpochs, grouped, generations } = this;
    const { ownLoss, trial, promises } = this;
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
      trial,
      promises,
    };
  }

  /** Replaces the contents. */
  replace(contents: SlotContents): void {
    Object.assign(this, contents);
    this.#fill();
    this.release();
  }

  /** Whether the seed trains beside the host, by a local loss. */
  get learnsAlone(): boolean {
    const training = this.stage === SeedLifecycleStage.SEED_STAGE_TRAINING;
    return training && (this.seed?.network.parameterCount ?? 0) > 0;
  }

  /** The seed's share of the slot's output. */
  get alpha(): number {
    return isGrafted(this.stage) ? this.blend.alpha : 0;
  }

  /** Whether the gradient through the seed is a task: it is grafted, still trains, and did not become a part of the host. */
  get isTask(): boolean {
    if (this.stage === SeedLifecycleStage.SEED_STAGE_FOSSILIZED) return false;
    return this.grouped && this.alpha > 0 && (this.seed?.network.parameterCount ?? 0) > 0;
  }

  /** Attaches a seed. */
  attach(seed: Seed): void {
    this.seed = seed;
    this.generations = seed.generation;
    this.ageEpochs = 0;
    this.promises = {};
    this.#resetOwnLoss();
  }

  /** Records a step: the norm of the seed's gradient and its local loss, if any. */
  observe(gradientNorm: number, ownLoss: number | undefined): void {
    this.counts.steps += 1;
    this.counts.gradientNorm = gradientNorm;
    if (!Number.isFinite(gradientNorm)) this.counts.nonFiniteSteps += 1;
    if (ownLoss === undefined) return;
    this.ownLoss.sum += ownLoss;
    this.ownLoss.count += 1;
  }

  /** Records the end of an epoch. */
  endEpoch(): void {
    this.counts.epochs += 1;
    if (this.seed) this.ageEpochs += 1;
    if (this.ownLoss.count === 0) return;
    this.ownLoss.mean = this.ownLoss.sum / this.ownLoss.count;
    this.ownLoss.sum = 0;
    this.ownLoss.count = 0;
  }

  /** Enters a stage. */
  enter(stage: SeedLifecycleStage, reason: string, place: Progress): void {
    this.stage = stage;
    this.counts = { ...FRESH };
    this.#fill();
    this.release();
    this.seed?.stages.push({ stage: SeedLifecycleStage[stage] as string, reason, ...place });
  }

  /** Returns the activation of the last training pass; the caller disposes it. */
  takeActivation(): TappedActivation | undefined {
    const tapped = this.#tapped;
    this.#tapped = undefined;
    return tapped;
  }

  /** Returns the output of a seed that is a task, from the latest training pass. */
  takeOutput(): SeedOutput {
    const output = this.#output;
    this.#output = undefined;
    if (output) return output;
    throw new TolariaError(
      "host/unsupported",
      `The host must apply the slot's graft in each forward pass. Cannot train the seed in "${this.slot.name}".`,
    );
  }

  /** Disposes the activation of a training pass. */
  release(): void {
    tf.dispose(Object.values(this.takeActivation() ?? {}));
  }

  /** Returns the history of the seed. */
  story(): SeedStory | undefined {
    if (!this.seed) return undefined;
    const { network, probe: _, stages, ...payload } = this.seed;
    return {
      seed: this.slot.name,
      ...payload,
      parameterCount: network.parameterCount,
      trained: this.grouped,
      stages: [...stages],
    };
  }

  #resetOwnLoss(): void {
    Object.assign(this.ownLoss, { sum: 0, count: 0, mean: Number.NaN });
  }

  /** Returns the seed of a generation as layers with a share; undefined if it is gone. */
  layersOf(generation: number, share: number): GrownLayers | undefined {
    const { seed, group } = this;
    if (seed?.generation !== generation || seed.network.isDisposed) return undefined;
    return { name: `${group}/${generation}`, model: seed.network.model, share };
  }

  /** Puts what the seed computes into the host's slot. */
  #fill(): void {
    this.slot.graft = this.#graft();
    this.slot.grown = isGrafted(this.stage)
      ? () => (this.alpha > 0 ? this.layersOf(this.generations, this.alpha) : undefined)
      : undefined;
  }

  #graft(): Graft | undefined {
    if (isGrafted(this.stage)) return (...pass) => this.#blended(...pass);
    return this.learnsAlone ? (...pass) => this.#tap(...pass) : undefined;
  }

  /** alpha seed(h) + (1 - alpha) h. */
  #blended(...[activation, training, input]: Parameters<Graft>): tf.Tensor {
    const { alpha } = this;
    if (alpha === 0) return activation;
    const computed = (this.seed as Seed).network.apply(activation, input);
    this.#output = training && this.parted && this.isTask ? detach(computed) : undefined;
    const grown = this.#output?.seen ?? computed;
    return alpha === 1 ? grown : grown.mul(alpha).add(activation.mul(1 - alpha));
  }

  /** Returns the activation unchanged and keeps a handle to it. */
  #tap(...[activation, training, input]: Parameters<Graft>): tf.Tensor {
    if (training) {
      this.release();
      // A second handle to the same data: the owner of the activation disposes its own.
      const held = (tensor: tf.Tensor) => tf.keep(tensor.reshape(tensor.shape));
      this.#tapped = { activation: held(activation), ...(input && { input: held(input) }) };
    }
    return activation;
  }
}
