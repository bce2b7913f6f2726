import type { tf } from "../../deps.ts";
import type { AdaptationCommand, SeedState } from "../../proto/mod.ts";
import type { RandomStream } from "../random.ts";
import type { PreparationMoment, PreparedCommand } from "./command_handler.ts";
import type { Host, Parameter } from "./host.ts";
import type { Objective } from "./objective.ts";
import type { SeedTraining } from "./seed_training.ts";

/** The parameter group of a seed, before it is trained. */
export interface SeedGroup {
  /** Name in reports, and for the authority over rates. */
  readonly name: string;
  /** Weights to train. */
  readonly parameters: readonly Parameter[];
  /** The group whose rate it starts from. */
  readonly parent: string;
  /** Steps in which its rate rises to the parent's. */
  readonly warmupSteps: number;
  /** Share of the parent's rate that it starts with, from 0 to 1. */
  readonly startShare: number;
}

/** Makes and drops the parameter groups of seeds. */
export interface SeedGroups {
  /** Builds a group off to the side: it is trained from the commit on. */
  prepareGroup(group: SeedGroup): { commit(): unknown; abort(): void };
  /**
   * Ends the training of a group; its weights stay as they are.
   *
   * @param quietly Whether nobody hears of it, as it may be undone. @default false
   */
  dropGroup(name: string, quietly?: boolean): unknown;
}

/** The learning rates of seeds. */
export interface SeedRates {
  /** The rate of a group that was registered. */
  rateOf(group: string): number;
  /** Multiplies a group's rate from now on. */
  rescale(group: string, factor: number, reason: string): void;
}

/** Some examples of the training data, on the run's backend. */
export interface SampleBatch {
  /** Input columns, [B, ...shape] each. */
  readonly inputs: readonly tf.Tensor[];
  /** Target columns, [B, ...shape] each. */
  readonly targets: readonly tf.Tensor[];
  /** Weights of the examples; `undefined` if each counts as 1. */
  readonly weights?: tf.Tensor;
  /** B. */
  readonly size: number;
  /** Disposes the tensors. */
  dispose(): void;
}

/** What Kasmina works on: the parts of a session that seeds have to do with. */
export interface KasminaParts {
  /** The network. */
  readonly host: Host;
  /** Measures its outputs. */
  readonly objective: Pick<Objective, "loss">;
  /** The parameter groups, in the order of the norms that a step gives. */
  readonly groups: { readonly names: readonly string[] };
  /** Makes and drops parameter groups. */
  readonly optimizers: SeedGroups;
  /** Their learning rates. */
  readonly rates: SeedRates;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  /** Makes a stream of random numbers that nothing else draws from, from the run's seed and a name. */
  readonly random: (name: string) => RandomStream;
  /**
   * Gathers so many examples of the training data at most, always the same ones; at once where they are in memory. The
   * caller disposes them. @default there are none that could be had again
   */
  readonly examples?: (
    most: number,
  ) => readonly SampleBatch[] | Promise<readonly SampleBatch[]> | undefined;
}

/**
 * Carries out seed commands in the host, and knows the state of every seed.
 *
 * A provider must: (1) do all that takes time in `prepare`, and nothing that can be seen; (2) leave no trace after
 * `abort`; (3) answer `seedStates` from numbers that it has, without a read from the device.
 */
export interface Kasmina {
  /** Name in spans and reports. */
  readonly name: string;
  /**
   * Takes over the host's slots, once and before anything else; left out by one that never touches the host.
   *
   * @returns Its part in every step; the engine disposes it with the session.
   * @throws {TolariaError} `host/unsupported` if seeds cannot grow in the host.
   */
  attach?(parts: KasminaParts): SeedTraining;
  /**
   * When a command is prepared: one that takes well under a millisecond may be carried out in the boundary that brings
   * it. @default between boundaries
   */
  prepares?(command: AdaptationCommand): PreparationMoment;
  /** Every seed, as the controller sees it. */
  seedStates(): readonly SeedState[];
  /**
   * Makes a seed command ready.
   *
   * @throws {TolariaError} `command/refused` if it cannot be carried out, with the reason.
   */
  prepare(command: AdaptationCommand): PreparedCommand | Promise<PreparedCommand>;
}
