import type { ContainerModule } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterMatch } from "../arena/partition.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { Parameter } from "../ports/host.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import { buildPart, type PartRequest } from "./build_part.ts";
import { ChangeLog } from "./change_log.ts";
import { type OptimizerAdjustment, readAdjustment } from "./command.ts";
import { buildGroup, type NewGroup, removeGroup } from "./group_changes.ts";
import type { ManagerParts, OptimizerManagerState } from "./manager_parts.ts";
import { OptimizerMemory } from "./optimizer_memory.ts";
import { applicable, withOverrides } from "./overrides.ts";
import { PreparedChange, type PreparedPart } from "./prepared_change.ts";
import type { PreparedGroup } from "./prepared_group.ts";
import { RebuildRateLimiter } from "./rebuild_rate_limiter.ts";
import { type OptimizerRecord, recreateOptimizer } from "./recreate_optimizer.ts";
import { checkBudget, checkSwap, type SwapOptions } from "./requests.ts";
import { checkTrained, frozen, unfrozen } from "./trained_weights.ts";

/** Options of a preparation. */
interface PrepareOptions {
  readonly budgetMs?: number | undefined;
  readonly onCommit?: () => void;
}

/** Stands for every group in {@link OptimizerManager.swap}. */
export const EVERY_GROUP = "all";

/**
 * Changes the optimizers and the parameter groups of a running job.
 *
 * Each change is built and checked first, then committed by swapping pointers. If any part fails, every bit stays as
 * before. Call it only between steps: from an observer, a timer or an epoch boundary.
 */
export class OptimizerManager {
  /** Log of changes. */
  readonly log: ChangeLog = new ChangeLog();
  readonly #parts: ManagerParts;
  readonly #limiter: RebuildRateLimiter;
  readonly #overrides = new Map<string, OptimizerOptions>();

  /** Manages the groups of a session. */
  constructor(parts: ManagerParts) {
    this.#parts = parts;
    this.#limiter = new RebuildRateLimiter(parts.limit, (error) => this.log.refuse(error));
    for (const { name, options } of parts.overrides) this.#overrides.set(name, options);
  }

  /** Names of the groups. */
  get groups(): readonly string[] {
    return this.#parts.groups.names;
  }

  /** Returns what the optimizer of a group remembers. @throws {TolariaError} `group/unknown`. */
  memoryOf(group: string): OptimizerMemory {
    return new OptimizerMemory(this.#parts.groups.get(group));
  }

  /** Swaps the optimizer at once: {@link prepareSwap}, then commit. */
  swap(
    group: string,
    optimizer: Optimizer | ContainerModule,
    options: SwapOptions = {},
  ): readonly OptimizerChange[] {
    return this.prepareSwap(group, optimizer, options).commit();
  }

  /**
   * Prepares another optimizer for a group, or for every group if `group` is `all`. The old state is
   * carried over by parameter and by the meaning of its slots. Options of individual groups apply to it too.
   *
   * @throws {TolariaError} `group/unknown`, `options/invalid`, `optimizer/rate-limited`, `optimizer/failed`.
   */
  prepareSwap(
    group: string,
    optimizer: Optimizer | ContainerModule,
    options: SwapOptions = {},
  ): PreparedChange {
    const { rate, reset, budgetMs } = checkSwap(options);
    const made = this.#optimizerOf(optimizer);
    return this.#prepare(
      group,
      (target) => {
        const own = applicable(made, this.#overrides.get(target.name) ?? {});
        const carries = made.name !== target.optimizer.name && !reset;
        return {
          kind: "swap",
          optimizer: withOverrides(made, own.known),
          rate: rate ?? (carries ? "match" : 1),
          reset,
          ignoredOptions: own.ignored,
        };
      },
      { budgetMs },
    );
  }

  /**
   * Prepares other options for the optimizer of a group, or of every group if `group` is `all`. Options of individual
   * groups take precedence. The state is carried over.
   *
   * @throws {TolariaError} `group/unknown`, `options/invalid`, `optimizer/rate-limited`, `optimizer/failed`.
   */
  prepareOptions(
    group: string,
    options: OptimizerOptions,
    how: Omit<SwapOptions, "reset"> = {},
  ): PreparedChange {
    const { rate, budgetMs } = checkSwap(how);
    return this.#prepare(
      group,
      (target) => {
        const own = group === EVERY_GROUP ? (this.#overrides.get(target.name) ?? {}) : {};
        const { known } = applicable(target.optimizer, own);
        return {
          kind: "options",
          optimizer: target.optimizer.with({ ...options, ...known }),
          rate: rate ?? 1,
        };
      },
      {
        budgetMs,
        onCommit: () => {
          if (group === EVERY_GROUP || group === HOST_GROUP) return;
          this.#overrides.set(group, { ...this.#overrides.get(group), ...options });
        },
      },
    );
  }

  /**
   * Prepares other weights for a group: some were added, removed or reshaped. Their variables must hold
   * their values; moments follow by name, resized along each axis.
   *
   * @throws {TolariaError} `group/unknown`, `optimizer/refused` if nothing would be trained,
   * `optimizer/rate-limited`, `optimizer/failed`.
   */
  prepareWeights(
    group: string,
    weights: {
      readonly parameters: readonly Parameter[];
      readonly buffers?: readonly Parameter[];
    },
    { reshape = false }: { readonly reshape?: boolean } = {},
  ): PreparedChange {
    const target = this.#parts.groups.get(group);
    const buffers = weights.buffers ?? target.contents.buffers;
    const others = this.#parts.groups.size - target.layout.size;
    checkTrained(group, weights.parameters, others);
    return this.#prepare(group, () => ({
      kind: "layout",
      optimizer: target.optimizer,
      weights: { parameters: weights.parameters, buffers },
      reshape,
    }));
  }

  /** Freezes the parameters of a group that `match` selects. Their optimizer state is dropped. */
  freeze(group: string, match: ParameterMatch): readonly OptimizerChange[] {
    const { contents } = this.#parts.groups.get(group);
    return this.prepareWeights(group, frozen(group, contents, match)).commit();
  }

  /** Unfreezes parameters of a group. Moments that need a history start at the group's mean. */
  unfreeze(group: string, match: ParameterMatch): readonly OptimizerChange[] {
    const { contents } = this.#parts.groups.get(group);
    return this.prepareWeights(group, unfrozen(group, contents, match)).commit();
  }

  /** Prepares a group: builds its arena and its optimizer's state. @throws {TolariaError} `group/duplicate`. */
  prepareGroup(spec: NewGroup): PreparedGroup {
    const { groups } = this.#parts;
    const optimizer = spec.optimizer
      ? this.#optimizerOf(spec.optimizer)
      : groups.get(spec.parent ?? HOST_GROUP).optimizer;
    return buildGroup(spec, optimizer, {
      ...this.#parts,
      onCommit: (change) => {
        this.#overrides.set(spec.name, spec.options ?? {});
        this.log.add(change);
      },
    });
  }

  /** Adds a group at once: {@link prepareGroup}, then commit. */
  addGroup(spec: NewGroup): OptimizerChange {
    return this.prepareGroup(spec).commit();
  }

  /**
   * Stops training a group; its weights keep their values. `quietly` leaves it out of the log, as it may be undone.
   *
   * @throws {TolariaError} `group/unknown`, `optimizer/refused` for the host, `learning-rate/in-use`.
   */
  dropGroup(name: string, quietly: boolean = false): OptimizerChange {
    const change = removeGroup(name, this.#parts);
    this.#overrides.delete(name);
    if (!quietly) this.log.add(change);
    return change;
  }

  /** Renames a group, also in the authority. */
  renameGroup(from: string, to: string): void {
    const { groups, rates } = this.#parts;
    const group = groups.get(from);
    rates.rename(from, to);
    group.rename(to);
    this.#overrides.set(to, this.#overrides.get(from) ?? {});
    this.#overrides.delete(from);
  }

  /**
   * Prepares a `COMMAND_OPTIMIZER`: another optimizer by name, or other options. A learning rate goes to the authority.
   *
   * @param group Name of the group, or `all`.
   * @throws {TolariaError} `optimizer/refused` for an unknown name or option, and what
   * {@link prepareSwap} throws.
   */
  prepareCommand(
    adjustment: OptimizerAdjustment,
    group: string = EVERY_GROUP,
    budget: Pick<SwapOptions, "budgetMs"> = {},
  ): PreparedChange {
    const { groups, rates, source } = this.#parts;
    const target = groups.get(group === EVERY_GROUP ? HOST_GROUP : group);
    const read = readAdjustment(adjustment, target, source);
    const { learningRate: asked } = read;
    const rate = asked === undefined ? {} : { rate: asked / rates.rateOf(target.name) };
    const how = { ...budget, ...rate };
    return read.swap
      ? this.prepareSwap(group, read.optimizer, how)
      : this.prepareOptions(group, read.options, how);
  }

  /** Recreates an optimizer from its record. @throws {TolariaError} `state/invalid`. */
  recreate(record: OptimizerRecord): Optimizer {
    return recreateOptimizer(record, this.#parts);
  }

  /** Returns the state as plain JSON. */
  state(): OptimizerManagerState {
    const overrides = Object.fromEntries(this.#overrides) as OptimizerManagerState["overrides"];
    return { overrides, changes: this.#limiter.steps };
  }

  /** Restores a state, which does not include the groups. */
  restore({ overrides, changes }: OptimizerManagerState): void {
    this.#overrides.clear();
    for (const [name, options] of Object.entries(overrides)) this.#overrides.set(name, options);
    this.#limiter.restore(changes);
  }

  /** Disposes the resources of swapped-in optimizers. */
  dispose(): Promise<void> {
    return this.#parts.source.dispose();
  }

  #prepare(
    group: string,
    requestFor: (
      target: ParameterGroup,
    ) => Pick<PartRequest, "kind" | "optimizer"> & Partial<PartRequest>,
    { budgetMs, onCommit = () => {} }: PrepareOptions = {},
  ): PreparedChange {
    const { groups, rates, clock, progress } = this.#parts;
    this.#limiter.check(progress.step);
    const startedMs = clock.monotonicMs();
    const targets = group === EVERY_GROUP ? [...groups] : [groups.get(group)];
    const built: PreparedPart[] = [];
    const prepared = new PreparedChange(built, this.#scope(onCommit));
    try {
      for (const target of targets) {
        const currentRate = target.contents.state.count === 0 ? 0 : rates.rateOf(target.name);
        const defaults = { reset: false, reshape: false, rate: 1, ignoredOptions: [] };
        const request = { ...defaults, ...requestFor(target), group: target, currentRate };
        built.push(buildPart(request, clock));
      }
      checkBudget(clock.monotonicMs() - startedMs, budgetMs);
      return prepared;
    } catch (error) {
      prepared.abort();
      throw error;
    }
  }

  #scope(onCommit: () => void) {
    const { rates, clock, progress } = this.#parts;
    const onCommitted = (change: OptimizerChange) => {
      onCommit();
      this.log.add(change);
    };
    return { rates, clock, progress, limiter: this.#limiter, onCommit: onCommitted };
  }

  #optimizerOf(optimizer: Optimizer | ContainerModule): Optimizer {
    return "update" in optimizer ? optimizer : this.#parts.source.resolve(optimizer);
  }
}
