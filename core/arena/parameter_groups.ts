import { tf } from "../../deps.ts";
import { TolariaError, unknownName } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { Flattened, TensorOf } from "./flatten.ts";
import type { GroupSnapshot, ParameterGroup } from "./parameter_group.ts";

// P = numbers in a group

/** Every group at one moment, by name. Shares the memory of its tensors: taking one copies nothing. */
export type GroupsSnapshot = ReadonlyMap<string, GroupSnapshot>;

/** Disposes the tensors of a snapshot. */
export function disposeSnapshot(snapshot: GroupsSnapshot): void {
  for (const { parameters_P, buffers } of snapshot.values()) {
    tf.dispose([parameters_P, ...buffers]);
  }
}

/**
 * The parameter groups of a session, in the order of their adding; the host's own is there always.
 *
 * Groups come and go between steps. No weight is in two of them. Owns every group that it has.
 */
export class ParameterGroups implements Iterable<ParameterGroup> {
  #groups: readonly ParameterGroup[] = [];

  constructor(groups: readonly ParameterGroup[]) {
    for (const group of groups) this.add(group);
  }

  [Symbol.iterator](): Iterator<ParameterGroup> {
    return this.#groups[Symbol.iterator]();
  }

  /** Names of the groups. */
  get names(): readonly string[] {
    return this.#groups.map(({ name }) => name);
  }

  /** Numbers that are trained, all groups together. */
  get size(): number {
    return this.#groups.reduce((sum, { layout }) => sum + layout.size, 0);
  }

  /** Every variable that is trained. */
  get variables(): tf.Variable[] {
    return this.#groups.flatMap(({ variables }) => variables);
  }

  /** @throws {TolariaError} `group/unknown`. */
  get(name: string): ParameterGroup {
    const group = this.find(name);
    if (group) return group;
    throw new TolariaError("group/unknown", unknownName("group", name, this.names));
  }

  /** The group called `name`, if there is one. */
  find(name: string): ParameterGroup | undefined {
    return this.#groups.find((group) => group.name === name);
  }

  /** Takes over a group. @throws {TolariaError} `group/doubled` if its name or a weight of it is taken. */
  add(group: ParameterGroup): void {
    this.checkFree(group.name, group.contents.parameters);
    this.#groups = [...this.#groups, group];
  }

  /** Throws if `name` or one of `parameters` is in a group already. */
  checkFree(name: string, parameters: readonly Parameter[]): void {
    if (this.find(name)) {
      throw new TolariaError(
        "group/doubled",
        `There already is a group "${name}". Cannot add another.`,
      );
    }
    for (const owner of this.#groups) {
      const owned = new Set(owner.variables);
      const taken = parameters.find(({ variable }) => owned.has(variable));
      if (!taken) continue;
      throw new TolariaError(
        "group/doubled",
        `Parameter "${taken.name}" is in group "${owner.name}" already. Cannot add group "${name}".`,
      );
    }
  }

  /** Lets go of a group, which is the caller's then. @throws {TolariaError} `group/unknown`. */
  drop(name: string): ParameterGroup {
    const dropped = this.get(name);
    this.#groups = this.#groups.filter((group) => group !== dropped);
    return dropped;
  }

  /** Replaces the groups by `groups` and returns the old ones. Moves pointers only. */
  exchange(groups: readonly ParameterGroup[]): readonly ParameterGroup[] {
    const before = this.#groups;
    this.#groups = groups;
    return before;
  }

  /** A flat vector for each group, [P], of a tensor for each weight, with the sum of its squares. The caller owns them. */
  flatten(tensorOf: TensorOf): Flattened[] {
    return this.#groups.map((group) => group.flattenWithSquare(tensorOf));
  }

  /** Every group as it is now. The caller disposes it. */
  snapshot(): GroupsSnapshot {
    return new Map(this.#groups.map((group) => [group.name, group.snapshot()]));
  }

  /**
   * Puts the weights back to `snapshot`, which stays the caller's. Groups that came later stay as they are.
   *
   * @throws {TolariaError} `group/changed` if weights of a group came, went or changed their shape since.
   */
  restore(snapshot: GroupsSnapshot): void {
    const held = this.#groups.filter(({ name }) => snapshot.has(name));
    // All or none.
    for (const group of held) group.checkFits(snapshot.get(group.name) as GroupSnapshot);
    for (const group of held) group.restore(snapshot.get(group.name) as GroupSnapshot);
  }

  /** Handles on the weights that a training pass may change by itself; the caller disposes them. */
  holdBuffers(): (readonly tf.Tensor[])[] {
    return this.#groups.map((group) => group.holdBuffers());
  }

  /** Undoes what a training pass did to the weights that are not trained. */
  restoreBuffers(held: readonly (readonly tf.Tensor[])[]): void {
    this.#groups.forEach((group, index) => {
      group.restoreBuffers(held[index] as readonly tf.Tensor[]);
    });
  }

  /** Releases every group. The network keeps its weights. */
  dispose(): void {
    for (const group of this.#groups) group.dispose();
  }
}
