import type { GroupContents } from "../arena/parameter_group.ts";
import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { TensorTransfer } from "../ports/reports/optimizer_change.ts";

/**
 * Throws if new contents are invalid: sizes that do not match or values that are not finite.
 *
 * @throws {TolariaError} `optimizer/failed`, with slot and parameter.
 */
export function checkContents(
  group: string,
  { layout, parameters_P, optimizer, state }: GroupContents,
  transfers: readonly TensorTransfer[],
): void {
  const vectors = { parameters: parameters_P, ...state.slots };
  for (const [name, { size }] of Object.entries(vectors)) {
    if (size === layout.size) continue;
    throw failed(group, `"${name}" must have ${layout.size} numbers, but has ${size}`);
  }
  for (const name of Object.keys(state.slots)) {
    if (name in optimizer.slots) continue;
    throw failed(group, `slot "${name}" is not declared by "${optimizer.name}"`);
  }
  for (const { slot, parameter, normAfter } of transfers) {
    if (normAfter === undefined || Number.isFinite(normAfter)) continue;
    throw failed(
      group,
      `slot "${slot}" of "${parameter}" must be finite, but its norm is ${normAfter}; "reset" discards it`,
    );
  }
}

function failed(group: string, rule: string): TolariaError {
  return new TolariaError(
    "optimizer/failed",
    errorMessage(rule, `change the optimizer of group "${group}"`),
  );
}
