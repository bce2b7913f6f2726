import { tf } from "../../deps.ts";
import { TolariaError, unknownName } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { Flattened, TensorOf } from "./flatten.ts";
import type { GroupSnapshot, ParameterGroup } from "./parameter_group.ts";

// P = numbers in a group

/** Snapshot of all groups by name. It shares the tensors' memory, so taking one copies nothing. */
export type GroupsSnapshot = ReadonlyMap<string, GroupSnapshot>;

/** Disposes the tensors of a snapshot. */
export function disposeSnapshot(snapshot: GroupsSnapshot): void {
  for (const { parameters_P, buffers } of snapshot.values()) {
    tf.dispose([parameters_P, ...buffers]);
  }
}

/**
 * Parameter groups of a session, in the order in which they were added. The host's group always exists.
 *
 * Groups come and go between steps. No weight is in two of them. Owns its groups.
 */
export class ParameterGroups implements Iterable<ParameterGroup> {
  #groups: readonly ParameterGroup[] = [];
  #showsAverages = false;

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

  /** Number of trained parameters of all groups. */
  get size(): number {
    return this.#groups.reduce((sum, { layout }) => sum + layout.size, 0);
  }

  /** Variables of all trained parameters. */
  get variables(): tf.Variable[] {
    return this.#groups.flatMap(({ variables }) => variables);
  }

  /** @throws {TolariaError} `group/unknown`. */
  get(name: string): ParameterGroup {
    const group = this.find(name);
    if (group) return group;
    throw new TolariaError("group/unknown", unknownName("group", name, this.names));
  }

  /** Returns the group `name`, if there is one. */
  find(name: string): ParameterGroup | undefined {
    return this.#groups.find((group) => group.name === name);
  }

  /** Adds a group and takes ownership. @throws {TolariaError} `group/duplicate` if its name or a weight is taken. */
  add(group: ParameterGroup): void {
    this.checkFree(group.name, group.contents.parameters);
    this.#groups = [...this.#groups, group];
  }

  /** Throws if `name` or one of `parameters` is in a group already. */
  checkFree(name: string, parameters: readonly Parameter[]): void {
    if (this.find(name)) {
      throw new TolariaError(
        "group/duplicate",
        `There already is a group "${name}". Cannot add another.`,
      );
    }
    for (const owner of this.#groups) {
      const owned = new Set(owner.variables);
      const taken = parameters.find(({ variable }) => owned.has(variable));
      if (!taken) continue;
      throw new TolariaError(
        "group/duplicate",
        `Parameter "${taken.name}" is in group "${owner.name}" already. Cannot add group "${name}".`,
      );
    }
  }

  /** Removes a group and returns ownership to the caller. @throws {TolariaError} `group/unknown`. */
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

  /** Flattens gradients to one vector per group, [P], with its sum of squares. The caller disposes them. */
  flatten(tensorOf: TensorOf): Flattened[] {
    return this.#groups.map((group) => group.flattenWithSquare(tensorOf));
  }

  /** Takes a snapshot, of averages in place of weights if that is asked for and they are kept. The caller disposes it. */
  snapshot(options: { readonly average?: boolean } = {}): GroupsSnapshot {
    return new Map(this.#groups.map((group) => [group.name, group.snapshot(options)]));
  }

  /** Whether the optimizer of a group keeps an average of its weights. */
  get averaged(): boolean {
    return this.#groups.some(({ optimizer }) => optimizer.average !== undefined);
  }

  /** Whether the network computes with averages at present. */
  get showsAverages(): boolean {
    return this.#showsAverages;
  }

  /**
   * Does `work` while the network computes with the averages of its weights, which the optimizers of some groups keep;
   * with its weights as they are where there are none. Nothing is trained meanwhile.
   */
  async withAverages<T>(work: () => Promise<T>): Promise<T> {
    if (!this.averaged) return await work();
    this.#showsAverages = true;
    try {
      for (const group of this.#groups) {
        const average_P = group.average();
        if (average_P) group.assign(average_P);
        average_P?.dispose();
      }
      return await work();
    } finally {
      this.#showsAverages = false;
      for (const group of this.#groups) group.assignWeights();
    }
  }

  /**
   * Restores the weights from `snapshot`, which stays the caller's. Later groups are unchanged.
   *
   * @throws {TolariaError} `group/changed` if weights of a group were added, removed or reshaped since.
   */
  restore(snapshot: GroupsSnapshot): void {
    const held = this.#groups.filter(({ name }) => snapshot.has(name));
    // All or none.
    for (const group of held) group.checkFits(snapshot.get(group.name) as GroupSnapshot);
    for (const group of held) group.restore(snapshot.get(group.name) as GroupSnapshot);
  }

  /** Returns handles to the buffers, which a training pass may change; the caller disposes them. */
  holdBuffers(): (readonly tf.Tensor[])[] {
    return this.#groups.map((group) => group.holdBuffers());
  }

  /** Restores the buffers from before a training pass. */
  restoreBuffers(held: readonly (readonly tf.Tensor[])[]): void {
    this.#groups.forEach((group, index) => {
      group.restoreBuffers(held[index] as readonly tf.Tensor[]);
    });
  }

  /** Disposes every group. The network keeps its weights. */
  dispose(): void {
    for (const group of this.#groups) group.dispose();
  }
}
