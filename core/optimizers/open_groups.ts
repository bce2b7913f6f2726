import type { ContainerModule } from "../../deps.ts";
import { ParameterGroup } from "../arena/parameter_group.ts";
import { ParameterGroups } from "../arena/parameter_groups.ts";
import { type ParameterMatch, partition } from "../arena/partition.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { Host } from "../ports/host.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerSource } from "./optimizer_source.ts";
import { withOverrides } from "./overrides.ts";

/** A group that the settings divide off, and its optimizer. */
interface GroupChoice {
  readonly name: string;
  readonly match: ParameterMatch;
  readonly optimizer?: ContainerModule;
  readonly options: OptimizerOptions;
}

/** Divides the weights of the host among the parameter groups of the settings; the rest is the host's group. */
export function openGroups(
  host: Host,
  optimizer: Optimizer,
  choices: readonly GroupChoice[],
  source: OptimizerSource,
): ParameterGroups {
  const { parts, rest } = partition(host.parameters, choices);
  const optimizers = choices.map(({ optimizer: own, options }) =>
    withOverrides(own ? source.resolve(own) : optimizer, options),
  );
  return new ParameterGroups([
    new ParameterGroup(rest, host.buffers, optimizer, HOST_GROUP),
    ...choices.map(
      ({ name }, index) =>
        new ParameterGroup(
          parts[index] as (typeof parts)[number],
          [],
          optimizers[index] as Optimizer,
          name,
        ),
    ),
  ]);
}
