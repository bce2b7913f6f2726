import type { tf } from "../../deps.ts";
import type { SeedLifecycleGate, SeedLifecycleStage } from "../../proto/mod.ts";
import type { GrownLayers, Parameter } from "./host.ts";
import type { EpochReport } from "./reports/run_report.ts";
import type { SeedStory } from "./reports/seed_report.ts";
import type { TrialReport } from "./reports/trial_report.ts";
import type { PreparedRestore, StatePart } from "./training_state.ts";

/** One condition of a gate, with the number that it was judged by. */
export interface GateCheck {
  /** What was looked at: `gradient_norm`. */
  readonly name: string;
  /** What it was. */
  readonly value: number;
  /** What it must be, for people: `at most 10`. */
  readonly rule: string;
  /** Whether it is so. */
  readonly passed: boolean;
}

/** What a gate said. */
export interface GateVerdict {
  /** The gate. */
  readonly gate: SeedLifecycleGate;
  /** Everything that it looked at. */
  readonly checks: readonly GateCheck[];
  /** Whether every check passed. */
  readonly passed: boolean;
}

/** A seed's change of stage, or the gate that kept it from one. */
export interface SeedTransition {
  /** The slot that it is in. */
  readonly seed: string;
  /** What it was built from. */
  readonly blueprint: string;
  /** The stage that it was in. */
  readonly from: SeedLifecycleStage;
  /** The stage that it was to come to. */
  readonly to: SeedLifecycleStage;
  /** Undefined if nothing has to be checked. */
  readonly verdict: GateVerdict | undefined;
  /** Why it was asked for, in words. */
  readonly reason: string;
  /** Updates done before it. */
  readonly step: number;
}

/** Is told what happens to seeds. */
export interface SeedListener {
  /** A seed changed its stage, or a gate kept it from that. */
  readonly onTransition: (transition: SeedTransition) => void;
  /** A seed that trains beside the host had a non-finite step, and was left as it was. */
  readonly onFault: (message: string) => void;
  /** An empty slot was measured, which took so much. */
  readonly onMeasured?: (cost: SeedMultiplyAdds) => void;
}

/** What the seeds that train beside the host make of a batch. */
export interface SeedGradients {
  /** Gradient of each seed's own loss in its own weights. */
  readonly gradients: ReadonlyMap<tf.Variable, tf.Tensor>;
  /** The loss of each such seed, in the order of their slots. */
  readonly losses: readonly tf.Scalar[];
}

/** What a grafted seed makes of the activation in its slot, [B, ...shape]: the same numbers twice. */
export interface SeedOutput {
  /** From here a gradient goes back into the seed, and to what lies before its slot. */
  readonly computed: tf.Tensor;
  /** What the host goes on with: a gradient that comes back to it ends here. */
  readonly seen: tf.Tensor;
}

/** A seed that is grafted in and still trained: what comes back to weights through it is a task of its own. */
export interface GraftedSeed {
  /** The slot that it is in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** Name of its parameter group, and of its task. */
  readonly group: string;
  /** Its share of the slot's output, in (0, 1]. */
  readonly share: number;
  /** Factor of its gradient, which is taken at full share: by its stage, at least 0. */
  readonly weight: number;
  /** Its output in the training pass that has just been computed. */
  readonly takeOutput: () => SeedOutput;
}

/** Multiply-adds of a seed. */
export interface SeedMultiplyAdds {
  /** The slot that it is in. */
  readonly name: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** Name of its stage. */
  readonly stage: string;
  /** In the forward passes of a step, those of the rest of the host for its own loss among them. */
  readonly forward: number;
  /** In the backward passes of a step, those that the host takes once more for it among them. */
  readonly backward: number;
  /** For an example of a validation. */
  readonly validation: number;
}

/** What a step did, as far as seeds need to know. */
export interface SeedStep {
  /** Whether the host's weights moved. */
  readonly applied: boolean;
  /** Euclidean norm of the gradient of each parameter group, in the groups' order; NaN for a seed that was left out. */
  readonly norms: readonly number[];
  /** Loss of each seed that trains beside the host, in the order of their slots. */
  readonly losses: ArrayLike<number>;
}

/** A seed that is to be tried. */
export interface SeedTrial {
  /** The slot that it is in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** What it was built from. */
  readonly blueprint: string;
  /** Name of its stage. */
  readonly stage: string;
  /** Steps of each branch. */
  readonly steps: number;
  /** Least share by which the seed must lower the loss beyond the branch without it. */
  readonly minGain: number;
}

/**
 * What seeds do in a trial: training goes on without a seed, then from the same state with it, and from then on as it did
 * better. Who runs the trial takes training back in between.
 *
 * A provider must: (1) keep a seed that is due as it is until it enters a branch; (2) let no seed change its stage by
 * itself, and tell of no transition, in a branch; (3) take all of it into `capture`.
 */
export interface SeedTrials {
  /** The seed that is to be tried next; undefined without one. */
  readonly due: SeedTrial | undefined;
  /** Begins a branch for the seed that is due: without it, which culls it, or with it. */
  enter(branch: "without" | "with"): void;
  /** Ends the trial in whose branch the seeds are; without a report, as if it had not been asked for. */
  end(report: TrialReport | undefined): void;
}

/** What grew in a network at one moment. Shares the memory of its tensors: taking one copies nothing. */
export interface SeedsSnapshot {
  /** Which seeds the network computes with, and their shares: `hidden1/1 at 0.5`. */
  readonly composition: string;
  /** Weights of those seeds by name; the snapshot's. */
  readonly weights: ReadonlyMap<string, tf.Tensor>;
  /**
   * Returns its grafted seeds as layers, by the names of their slots. Their weights are those of now.
   *
   * @throws {TolariaError} `group/changed` if one of them is gone.
   */
  grown(): ReadonlyMap<string, GrownLayers>;
  /**
   * Puts the weights of seeds that are in no parameter group any more back to what they were.
   *
   * @throws {TolariaError} `group/changed` if other seeds are grafted in now, or with other shares.
   */
  restore(): void;
  /** Disposes its tensors. */
  dispose(): void;
}

/** A restore of seeds that is built and checked, and not yet made. It waits for nothing. */
export interface PreparedSeeds extends PreparedRestore {
  /** Weights of all seeds that there are after it. */
  readonly parameters: readonly Parameter[];
  /** As of any restore, at once. */
  commit(): void;
  /** As of any restore, at once. */
  confirm(): void;
  /** As of any restore, at once. */
  abort(): void;
}

/**
 * The part of Kasmina that takes part in every step.
 *
 * A provider must: (1) change nothing in a step that the host's loss, gradient or random numbers follow from while a
 * seed trains beside it; (2) allocate no tensor that outlives the step; (3) read nothing from the device; (4) take back
 * what `capture` gave, in this process and in another, so that the same steps follow; weights that are in a parameter
 * group are the group's to hold and to restore; (5) in a training pass while `parted` is set, let gradients of the
 * host's losses end at the output of each of `grafted`.
 */
export interface SeedTraining {
  /** Weights of all seeds, those that are not trained any more as well. */
  readonly parameters: readonly Parameter[];
  /** What became of each seed so far. */
  readonly stories: readonly SeedStory[];
  /** Names of the tasks that seeds may be. */
  readonly taskNames: readonly string[];
  /** Seeds that are grafted in and still trained, in the order in which their slots are computed. */
  readonly grafted: readonly GraftedSeed[];
  /** Whether gradients of the host's losses end at the outputs of `grafted`, so that each can be taken by itself. */
  parted: boolean;
  /** Gradients of the seeds' own losses on the batch that has just gone through the host. Its caller disposes them. */
  differentiate(targets: readonly tf.Tensor[], weights?: tf.Tensor): SeedGradients;
  /**
   * Whether a parameter group is that of a seed that trains beside the host, on a loss of its own: as many are as
   * `differentiate` gives losses for.
   */
  trainsAlone(group: string): boolean;
  /** What it does in trials. */
  readonly trials: SeedTrials;
  /** Counts what each seed adds to a step on so many examples, as it is now. */
  multiplyAdds(examples: number): readonly SeedMultiplyAdds[];
  /** Observes a step, and moves every blend on by one. */
  advance(step: SeedStep): void;
  /** Observes an epoch, before its boundary. */
  endEpoch(epoch: Pick<EpochReport, "train" | "validation">): void;
  /** What the seeds are now. The caller disposes it. */
  snapshot(): SeedsSnapshot;
  /** A snapshot that was taken before, of its composition and its weights, which it takes over. */
  snapshotOf(held: Pick<SeedsSnapshot, "composition" | "weights">): SeedsSnapshot;
  /** All that later steps depend on but weights in parameter groups. The caller disposes its tensors. */
  capture(): StatePart;
  /**
   * Makes a restore ready: builds the seeds again that are gone.
   *
   * @throws {TolariaError} `state/invalid` if the part is not one of its own or does not fit.
   */
  prepareRestore(part: StatePart): PreparedSeeds;
  /** Is told what happens from now on. Returns what ends that. */
  listen(listener: SeedListener): () => void;
  /** Releases every weight of a seed. */
  dispose(): void;
}

const NOTHING: SeedGradients = { gradients: new Map(), losses: [] };

const NO_SNAPSHOT: SeedsSnapshot = {
  composition: "none",
  weights: new Map(),
  grown: () => new Map(),
  restore: () => {},
  dispose: () => {},
};

const NO_TRIALS: SeedTrials = { due: undefined, enter: () => {}, end: () => {} };

/** Stands in where a network has no seeds. */
export const NO_SEEDS: SeedTraining = {
  parameters: [],
  stories: [],
  taskNames: [],
  grafted: [],
  parted: false,
  differentiate: () => NOTHING,
  trainsAlone: () => false,
  trials: NO_TRIALS,
  multiplyAdds: () => [],
  advance: () => {},
  endEpoch: () => {},
  snapshot: () => NO_SNAPSHOT,
  snapshotOf: () => NO_SNAPSHOT,
  capture: () => ({ version: 1, data: null, tensors: [] }),
  prepareRestore: () => ({
    parameters: [],
    commit: () => {},
    confirm: () => {},
    settle: () => {},
    abort: () => {},
  }),
  listen: () => () => {},
  dispose: () => {},
};
