import type { AdaptationCommand, SeedState } from "../../proto/mod.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import type { RandomStream } from "../random.ts";
import type { PreparedCommand } from "./command_handler.ts";
import type { Host } from "./host.ts";
import type { Objective } from "./objective.ts";
import type { SeedTraining } from "./seed_training.ts";

/** What Kasmina works on: the parts of a session that seeds have to do with. */
export interface KasminaParts {
  /** The network. */
  readonly host: Host;
  /** Measures its outputs. */
  readonly objective: Pick<Objective, "loss">;
  /** The parameter groups, in the order of the norms that a step gives. */
  readonly groups: { readonly names: readonly string[] };
  /** Makes parameter groups, and lets go of them. */
  readonly optimizers: Pick<OptimizerManager, "prepareGroup" | "dropGroup">;
  /** Holds their learning rates. */
  readonly rates: Pick<LearningRateAuthority, "rateOf" | "rescale">;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  /** Makes a stream of random numbers that nothing else draws from, from the run's seed and a name. */
  readonly random: (name: string) => RandomStream;
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
  /** Every seed, as the controller sees it. */
  seedStates(): readonly SeedState[];
  /**
   * Makes a seed command ready.
   *
   * @throws {TolariaError} `command/refused` if it cannot be carried out, with the reason.
   */
  prepare(command: AdaptationCommand): PreparedCommand | Promise<PreparedCommand>;
}
