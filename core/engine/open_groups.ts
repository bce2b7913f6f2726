import { ParameterGroup } from "../arena/parameter_group.ts";
import { ParameterGroups } from "../arena/parameter_groups.ts";
import { partition } from "../arena/partition.ts";
import type { Services } from "../container/services.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { OptimizerSource } from "../optimizers/optimizer_source.ts";
import { withOverrides } from "../optimizers/overrides.ts";
import type { Host } from "../ports/host.ts";
import type { Optimizer } from "../ports/optimizer.ts";
import type { CheckedSettings } from "../settings/settings.ts";

/** Divides the weights of the host among the parameter groups of the settings; the rest is the host's group. */
export function openGroups(
  { optimizer }: Services,
  settings: CheckedSettings,
  host: Host,
  source: OptimizerSource,
): ParameterGroups {
  const { parts, rest } = partition(host.parameters, settings.groups);
  const optimizers = settings.groups.map(({ optimizer: own, options }) =>
    withOverrides(own ? source.resolve(own) : optimizer, options),
  );
  return new ParameterGroups([
    new ParameterGroup(rest, host.buffers, optimizer, HOST_GROUP),
    ...settings.groups.map(
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
