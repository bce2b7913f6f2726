import type { GroupContents } from "../arena/parameter_group.ts";
import { TolariaError } from "../errors/mod.ts";
import type { TensorTransfer } from "../ports/reports/optimizer_change.ts";

/**
 * Fails where what was built is not fit to take over: sizes that do not agree, or numbers that are not finite.
 *
 * @throws {TolariaError} `optimizer/failed`, naming slot and parameter.
 */
export function checkContents(
  group: string,
  { layout, parameters_P, optimizer, state }: GroupContents,
  transfers: readonly TensorTransfer[],
): void {
  const vectors = { parameters: parameters_P, ...state.slots };
  for (const [name, { size }] of Object.entries(vectors)) {
    if (size === layout.size) continue;
    throw failed(group, `'${name}' must have ${layout.size} numbers: current value is ${size}`);
  }
  for (const name of Object.keys(state.slots)) {
    if (name in optimizer.slots) continue;
    throw failed(group, `slot '${name}' must be one that '${optimizer.name}' declares`);
  }
  for (const { slot, parameter, normAfter } of transfers) {
    if (normAfter === undefined || Number.isFinite(normAfter)) continue;
    throw failed(
      group,
      `slot '${slot}' of '${parameter}' must be finite: current norm is ${normAfter}; 'reset' starts afresh`,
    );
  }
}

function failed(group: string, rule: string): TolariaError {
  return new TolariaError(
    "optimizer/failed",
    `Cannot change the optimizer of group '${group}' as ${rule}`,
  );
}
