import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { TolariaError } from "../errors/mod.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { GroupRegistration } from "../learning_rates/requests.ts";
import type { Clock } from "../ports/clock.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";

/** Dependencies of a prepared group. */
export interface GroupScope {
  readonly groups: ParameterGroups;
  readonly rates: Pick<LearningRateAuthority, "register">;
  readonly clock: Clock;
  readonly progress: { readonly step: number };
  /** Called after the group was added. */
  readonly onCommit: (change: OptimizerChange) => void;
}

/** A parameter group that is built but not yet added. */
export class PreparedGroup {
  readonly #group: ParameterGroup;
  readonly #registration: GroupRegistration;
  readonly #prepareMs: number;
  readonly #scope: GroupScope;
  #settled: "committed" | "aborted" | undefined;

  /** Takes ownership of a built group. */
  constructor(
    group: ParameterGroup,
    registration: GroupRegistration,
    prepareMs: number,
    scope: GroupScope,
  ) {
    this.#group = group;
    this.#registration = registration;
    this.#prepareMs = prepareMs;
    this.#scope = scope;
  }

  /**
   * Adds the group, which trains from the next step on. Changes nothing if it fails.
   *
   * @throws {TolariaError} `optimizer/refused` if it was committed or aborted before, `group/duplicate` if its
   * name or one of its weights is taken by now, `learning-rate/*` if the authority has no rate for it.
   */
  commit(): OptimizerChange {
    const { groups, rates, clock, progress, onCommit } = this.#scope;
    if (this.#settled) {
      throw new TolariaError(
        "optimizer/refused",
        `The new group "${this.#group.name}" is ${this.#settled} already. Cannot add it.`,
      );
    }
    const startedMs = clock.monotonicMs();
    const { name, contents } = this.#group;
    try {
      groups.checkFree(name, contents.parameters);
      rates.register(name, this.#registration);
    } catch (error) {
      this.abort();
      throw error;
    }
    groups.add(this.#group);
    this.#settled = "committed";
    const change: OptimizerChange = {
      kind: "group-added",
      group: name,
      from: contents.optimizer.name,
      to: contents.optimizer.name,
      step: progress.step,
      rateFactor: 1,
      ignoredOptions: [],
      transfers: [],
      prepareMs: this.#prepareMs,
      commitMs: clock.monotonicMs() - startedMs,
    };
    onCommit(change);
    return change;
  }

  /** Disposes what was built. */
  abort(): void {
    if (this.#settled) return;
    this.#settled = "aborted";
    this.#group.dispose();
  }
}
