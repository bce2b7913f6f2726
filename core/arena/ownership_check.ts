import type { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { ParameterGroup } from "./parameter_group.ts";

/**
 * Verifies before every update that no weight is in two groups.
 *
 * While nothing changes, it costs one pointer comparison per group.
 */
export class OwnershipCheck {
  #checked: (readonly Parameter[])[] = [];

  /** @throws {TolariaError} `group/duplicate` if a weight has two owners. */
  check(groups: Iterable<ParameterGroup>): void {
    const current = Array.from(groups, ({ contents }) => contents.parameters);
    const same = current.length === this.#checked.length;
    if (same && current.every((parameters, at) => parameters === this.#checked[at])) return;
    checkOwners(groups);
    this.#checked = current;
  }
}

function checkOwners(groups: Iterable<ParameterGroup>): void {
  const owners = new Map<tf.Variable, string>();
  for (const { name: group, contents } of groups) {
    for (const { name, variable } of contents.parameters) {
      const owner = owners.get(variable);
      if (owner === undefined) {
        owners.set(variable, group);
        continue;
      }
      throw new TolariaError(
        "group/duplicate",
        `Parameter "${name}" belongs to both "${owner}" and "${group}": a parameter must be in one group.`,
      );
    }
  }
}
