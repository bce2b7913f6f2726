import type { ContainerModule } from "../../deps.ts";
import { ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { matches, type ParameterMatch } from "../arena/partition.ts";
import { TolariaError } from "../errors/mod.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../learning_rates/authority.ts";
import type { GroupRegistration } from "../learning_rates/requests.ts";
import type { Clock } from "../ports/clock.ts";
import type { Parameter } from "../ports/host.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import { buildPart, type PartRequest } from "./build_part.ts";
import { type OptimizerAdjustment, readAdjustment } from "./command.ts";
import type { OptimizerChange } from "./optimizer_change.ts";
import type { OptimizerSource } from "./optimizer_source.ts";
import { applicable, withOverrides } from "./overrides.ts";
import { PreparedChange, type PreparedPart } from "./prepared_change.ts";
import { PreparedGroup } from "./prepared_group.ts";
import { checkSwap, type SwapOptions } from "./requests.ts";
import { type RebuildLimit, StormGuard } from "./storm_guard.ts";

/** What a manager works on. */
export interface ManagerParts {
  readonly groups: ParameterGroups;
  readonly source: OptimizerSource;
  readonly rates: LearningRateAuthority;
  readonly clock: Clock;
  readonly progress: { readonly step: number };
  readonly limit: Required<RebuildLimit>;
  /** Options of the groups' own. */
  readonly overrides: readonly { readonly name: string; readonly options: OptimizerOptions }[];
}

/** Weights that are to be trained as a group of their own. */
export interface NewGroup extends GroupRegistration {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Weights that belong to them and are not trained. @default none */
  readonly statistics?: readonly Parameter[];
  /** What updates them. @default the optimizer of `parent`, else of the host */
  readonly optimizer?: Optimizer | ContainerModule;
  /** Options of the optimizer that are others here; they outlive a change of optimizer. @default none */
  readonly options?: OptimizerOptions;
}

/** Stands for every group in {@link OptimizerManager.swap}. */
export const EVERY_GROUP = "all";

/**
 * Changes the optimizers and the parameter groups of a job that runs.
 *
 * Each change is prepared, built and checked off to the side, and then committed by exchanging pointers; where
 * anything of it fails, all is as it was, bit for bit. Call it between steps only: from an observer, a timer,
 * an epoch boundary.
 */
export class OptimizerManager {
  readonly #parts: ManagerParts;
  readonly #storm: StormGuard;
  readonly #overrides = new Map<string, OptimizerOptions>();
  readonly #changes: OptimizerChange[] = [];
  #reported = 0;
  #listeners: readonly ((change: OptimizerChange) => void)[] = [];

  constructor(parts: ManagerParts) {
    this.#parts = parts;
    this.#storm = new StormGuard(parts.limit);
    for (const { name, options } of parts.overrides) this.#overrides.set(name, options);
  }

  /** Every change so far, oldest first. */
  get changes(): readonly OptimizerChange[] {
    return this.#changes;
  }

  /** Changes since {@link markReported} was called. */
  get unreported(): readonly OptimizerChange[] {
    return this.#changes.slice(this.#reported);
  }

  /** Takes every change so far as reported. */
  markReported(): void {
    this.#reported = this.#changes.length;
  }

  /** Names of the groups. */
  get groups(): readonly string[] {
    return this.#parts.groups.names;
  }

  /** Adds a listener that is told of each change. Returns what takes it off again. */
  listen(listener: (change: OptimizerChange) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Exchanges the optimizer at once: {@link prepareSwap}, then commit. */
  swap(
    group: string,
    optimizer: Optimizer | ContainerModule,
    options: SwapOptions = {},
  ): readonly OptimizerChange[] {
    return this.prepareSwap(group, optimizer, options).commit();
  }

  /**
   * Prepares another optimizer for a group, or for each where `group` is `all`. What the old one remembers is
   * carried over by parameter and by what its slots mean; options of a group's own are applied to it as well.
   *
   * @throws {TolariaError} `group/unknown`, `options/invalid`, `optimizer/storm`, `optimizer/failed`.
   */
  prepareSwap(
    group: string,
    optimizer: Optimizer | ContainerModule,
    options: SwapOptions = {},
  ): PreparedChange {
    const { rate, reset } = checkSwap(options);
    const made = this.#optimizerOf(optimizer);
    return this.#prepare(group, (target) => {
      const own = applicable(made, this.#overrides.get(target.name) ?? {});
      const carries = made.name !== target.optimizer.name && !reset;
      return {
        kind: "swap",
        optimizer: withOverrides(made, own.known),
        rate: rate ?? (carries ? "match" : 1),
        reset,
        ignoredOptions: own.ignored,
      };
    });
  }

  /**
   * Prepares other options for the optimizer that a group has, or each where `group` is `all`; there, options
   * of a group's own win. The state is carried over.
   *
   * @throws {TolariaError} `group/unknown`, `options/invalid`, `optimizer/storm`, `optimizer/failed`.
   */
  prepareOptions(
    group: string,
    options: OptimizerOptions,
    { rate }: Pick<SwapOptions, "rate"> = {},
  ): PreparedChange {
    const checked = checkSwap({ ...(rate !== undefined && { rate }) });
    return this.#prepare(
      group,
      (target) => {
        const own = group === EVERY_GROUP ? (this.#overrides.get(target.name) ?? {}) : {};
        const { known } = applicable(target.optimizer, own);
        return {
          kind: "options",
          optimizer: target.optimizer.with({ ...options, ...known }),
          rate: checked.rate ?? 1,
        };
      },
      () => {
        if (group === EVERY_GROUP || group === HOST_GROUP) return;
        this.#overrides.set(group, { ...this.#overrides.get(group), ...options });
      },
    );
  }

  /**
   * Prepares other weights for a group: some that came, went, or have another shape now. Their variables hold
   * their values already; moments follow by name, grown or cut along each axis.
   *
   * @throws {TolariaError} `group/unknown`, `optimizer/refused` if nothing at all would be trained,
   * `optimizer/storm`, `optimizer/failed`.
   */
  prepareWeights(
    group: string,
    weights: {
      readonly parameters: readonly Parameter[];
      readonly statistics?: readonly Parameter[];
    },
    { reshape = false }: { readonly reshape?: boolean } = {},
  ): PreparedChange {
    const target = this.#parts.groups.get(group);
    const statistics = weights.statistics ?? target.contents.statistics;
    const others = this.#parts.groups.size - target.layout.size;
    if (weights.parameters.length === 0 && others === 0) {
      throw new TolariaError(
        "optimizer/refused",
        `Cannot freeze group '${group}' as something must be trained: it is the last that is`,
      );
    }
    return this.#prepare(group, () => ({
      kind: "layout",
      optimizer: target.optimizer,
      weights: { parameters: weights.parameters, statistics },
      reshape,
    }));
  }

  /** Stops training the parameters of a group that `match` means. What was remembered of them is dropped. */
  freeze(group: string, match: ParameterMatch): readonly OptimizerChange[] {
    const { parameters, statistics } = this.#parts.groups.get(group).contents;
    const meant = parameters.filter(({ name }) => matches(match, name));
    this.#checkMeant(meant, "freeze", group, parameters);
    const kept = parameters.filter((parameter) => !meant.includes(parameter));
    const weights = { parameters: kept, statistics: [...statistics, ...meant] };
    return this.prepareWeights(group, weights).commit();
  }

  /** Trains parameters of a group again that are frozen. Moments that need a past start at their group's mean. */
  unfreeze(group: string, match: ParameterMatch): readonly OptimizerChange[] {
    const { parameters, statistics } = this.#parts.groups.get(group).contents;
    const meant = statistics.filter(({ name }) => matches(match, name));
    this.#checkMeant(meant, "unfreeze", group, statistics);
    const left = statistics.filter((parameter) => !meant.includes(parameter));
    const weights = { parameters: [...parameters, ...meant], statistics: left };
    return this.prepareWeights(group, weights).commit();
  }

  /** Prepares a group: builds its arena and its optimizer's state. */
  prepareGroup(spec: NewGroup): PreparedGroup {
    const { groups, clock } = this.#parts;
    const { name, parameters, statistics = [], optimizer, options = {}, ...registration } = spec;
    groups.checkFree(name, parameters);
    const startedMs = clock.monotonicMs();
    const base = optimizer
      ? this.#optimizerOf(optimizer)
      : groups.get(registration.parent ?? HOST_GROUP).optimizer;
    const group = new ParameterGroup(parameters, statistics, withOverrides(base, options), name);
    const prepareMs = clock.monotonicMs() - startedMs;
    return new PreparedGroup(group, registration, prepareMs, {
      ...this.#parts,
      onCommit: (change) => {
        this.#overrides.set(name, options);
        this.#tell(change);
      },
    });
  }

  /** Adds a group at once: {@link prepareGroup}, then commit. */
  addGroup(spec: NewGroup): OptimizerChange {
    return this.prepareGroup(spec).commit();
  }

  /** Ends the training of a group; its weights stay as they are. @throws {TolariaError} `group/unknown`. */
  dropGroup(name: string): OptimizerChange {
    const { groups, rates, clock, progress } = this.#parts;
    const startedMs = clock.monotonicMs();
    const { name: optimizer } = groups.get(name).optimizer;
    if (name === HOST_GROUP) {
      throw new TolariaError(
        "optimizer/refused",
        `Cannot drop '${name}' as it must stay: freeze it`,
      );
    }
    rates.drop(name);
    groups.drop(name).dispose();
    this.#overrides.delete(name);
    const change: OptimizerChange = {
      kind: "group-dropped",
      group: name,
      from: optimizer,
      to: optimizer,
      step: progress.step,
      rateFactor: 1,
      ignoredOptions: [],
      transfers: [],
      prepareMs: 0,
      commitMs: clock.monotonicMs() - startedMs,
    };
    this.#tell(change);
    return change;
  }

  /** Calls a group by another name, here and with the authority. */
  renameGroup(from: string, to: string): void {
    const { groups, rates } = this.#parts;
    const group = groups.get(from);
    rates.rename(from, to);
    group.rename(to);
    this.#overrides.set(to, this.#overrides.get(from) ?? {});
    this.#overrides.delete(from);
  }

  /**
   * Prepares what Leyline's `COMMAND_OPTIMIZER` asks for: another optimizer by name, or other options for those
   * that there are. A learning rate goes to the authority.
   *
   * @param group Group that is meant, `all` for each.
   * @throws {TolariaError} `optimizer/refused` for a name or an option that there is none of, and what
   * {@link prepareSwap} throws.
   */
  prepareCommand(adjustment: OptimizerAdjustment, group: string = EVERY_GROUP): PreparedChange {
    const { groups, rates, source } = this.#parts;
    const target = groups.get(group === EVERY_GROUP ? HOST_GROUP : group);
    const read = readAdjustment(adjustment, target, source);
    const rate =
      read.learningRate === undefined
        ? {}
        : { rate: read.learningRate / rates.rateOf(target.name) };
    return read.swap
      ? this.prepareSwap(group, read.optimizer, rate)
      : this.prepareOptions(group, read.options, rate);
  }

  /** Gives back what optimizers that were swapped in hold besides their states. */
  dispose(): Promise<void> {
    return this.#parts.source.dispose();
  }

  #prepare(
    group: string,
    requestFor: (
      target: ParameterGroup,
    ) => Pick<PartRequest, "kind" | "optimizer"> & Partial<PartRequest>,
    onCommit: () => void = () => {},
  ): PreparedChange {
    const { groups, rates, clock, progress } = this.#parts;
    this.#storm.check(progress.step);
    const targets = group === EVERY_GROUP ? [...groups] : [groups.get(group)];
    const built: PreparedPart[] = [];
    try {
      for (const target of targets) {
        const currentRate = target.contents.state.count === 0 ? 0 : rates.rateOf(target.name);
        const defaults = { reset: false, reshape: false, rate: 1, ignoredOptions: [] };
        const request = { ...defaults, ...requestFor(target), group: target, currentRate };
        built.push(buildPart(request, clock));
      }
    } catch (error) {
      new PreparedChange(built, this.#scope(onCommit)).abort();
      throw error;
    }
    return new PreparedChange(built, this.#scope(onCommit));
  }

  #scope(onCommit: () => void) {
    const { rates, clock, progress } = this.#parts;
    const tell = (change: OptimizerChange) => {
      onCommit();
      this.#tell(change);
    };
    return { rates, clock, progress, storm: this.#storm, onCommit: tell };
  }

  #tell(change: OptimizerChange): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener(change);
  }

  #optimizerOf(optimizer: Optimizer | ContainerModule): Optimizer {
    return "update" in optimizer ? optimizer : this.#parts.source.resolve(optimizer);
  }

  #checkMeant(
    meant: readonly Parameter[],
    action: string,
    group: string,
    known: readonly Parameter[],
  ): void {
    if (meant.length > 0) return;
    const names = known.map(({ name }) => name).join(", ");
    throw new TolariaError(
      "optimizer/refused",
      `Cannot ${action} parameters of group '${group}' as 'match' must mean one of: ${names || "none are left"}`,
    );
  }
}
