import { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import { TolariaError } from "../errors/mod.ts";
import type { ArenaLayout, OptimizerState } from "../ports/optimizer.ts";

/** What the optimizer of one parameter group remembers. */
export class OptimizerMemory {
  readonly #group: ParameterGroup;

  /** Reaches the optimizer of `group`. */
  constructor(group: ParameterGroup) {
    this.#group = group;
  }

  /** How the weights lie in each slot. */
  get layout(): ArenaLayout {
    return this.#group.layout;
  }

  /** Its state. The group owns the tensors, which live until its next update or change. */
  get state(): OptimizerState {
    return this.#group.contents.state;
  }

  /**
   * Replaces it by what an optimizer of the same kind remembered of the same weights. Takes over the tensors, each [P] of
   * the group.
   *
   * @throws {TolariaError} `state/invalid` if a slot has another size; the tensors are disposed then too.
   */
  replace({ count, slots, scalars }: Pick<OptimizerState, "count" | "slots" | "scalars">): void {
    const { contents, name } = this.#group;
    const wrong = Object.entries(slots).find(([, { size }]) => size !== contents.layout.size);
    if (wrong) {
      tf.dispose(slots as tf.NamedTensorMap);
      throw new TolariaError(
        "state/invalid",
        `Slot "${wrong[0]}" must have ${contents.layout.size} numbers, but has ${wrong[1].size}. Cannot replace the state of group "${name}".`,
      );
    }
    tf.dispose(contents.state.slots as tf.NamedTensorMap);
    const { scalars: _before, ...kept } = contents.state;
    const state = { ...kept, count, slots, ...(scalars && { scalars }) };
    this.#group.exchange({ ...contents, state });
  }
}
