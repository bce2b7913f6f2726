import { layoutOf } from "../arena/layout.ts";
import type { GroupContents } from "../arena/parameter_group.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Parameter } from "../ports/host.ts";
import type { GroupRecord, GroupsParts } from "./groups_slice.ts";

/** A group without its values. */
export type GroupShape = Pick<GroupContents, "parameters" | "buffers" | "layout" | "optimizer">;

/** Finds the weights and the optimizer of a serialized group. @throws {TolariaError} `state/invalid`. */
export function rebuildShape(
  { parameter, optimizer }: Pick<GroupsParts, "parameter" | "optimizer">,
  record: GroupRecord,
): GroupShape {
  const find = (name: string): Parameter => {
    const found = parameter(name);
    if (found) return found;
    throw new TolariaError(
      "state/invalid",
      `The network has no weight "${name}". Cannot restore group "${record.name}".`,
    );
  };
  const parameters = record.parameters.map(find);
  return {
    parameters,
    buffers: record.buffers.map(find),
    layout: layoutOf(parameters),
    optimizer: optimizer(record.optimizer),
  };
}
