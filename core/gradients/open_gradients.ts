import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { RankGroup } from "../collective/rank_group.ts";
import { TolariaError } from "../errors/mod.ts";
import { lossTasks } from "../metrics/objective_metrics.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import type { GradientAggregator, Task } from "../ports/gradient_aggregator.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { Profiler } from "../ports/profiler.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { RandomStream } from "../random.ts";
import type { CheckedSettings } from "../settings/settings.ts";
import { EitherSource } from "./either_source.ts";
import { GradientAccumulator } from "./gradient_accumulator.ts";
import type { GradientRule } from "./gradient_rule.ts";
import type { GradientSource } from "./gradient_source.ts";
import { WhileGrafted } from "./graft_aware_gradients.ts";
import { WithSeeds } from "./seed_gradients.ts";
import { SeveralTasks } from "./several_tasks.ts";
import { ShardedGradients } from "./sharded_gradients.ts";
import { SingleLoss } from "./single_loss.ts";
import { hostTasks } from "./tasks.ts";

/** What gradients are taken of, and what combines them. */
export interface GradientParts {
  readonly host: Host;
  readonly objective: Objective;
  readonly groups: ParameterGroups;
  readonly seeds: SeedTraining;
  readonly aggregator: GradientAggregator;
  readonly settings: Pick<CheckedSettings, "taskClipNorm" | "topLayerNorms">;
  /** Called when the backward pass begins. */
  readonly profiler?: Pick<Profiler, "enter">;
  /** Draws the order in which an aggregator goes through tasks. */
  readonly random: RandomStream;
  /** Updates done. */
  readonly progress: { readonly step: number };
  /** Every so many steps the gradients of grafted seeds are taken one by one, whatever the aggregator. @default 10 */
  readonly measuredEvery?: number;
}

/**
 * What makes the gradient of a step: of its batches one after the other, or of shards that ranks share.
 *
 * @param dropout Feeds everything that the network draws in a training pass; of shards, each has a stream of its own.
 * @throws {TolariaError} `options/invalid` if the aggregator cannot combine them, or two tasks have one name.
 */
export function openGradientSource(
  parts: GradientParts & {
    readonly settings: { readonly seed: number };
    readonly backend: Pick<ComputeBackend, "view">;
  },
  group: RankGroup,
  dropout: RandomStream,
): GradientSource {
  const { settings } = parts;
  const rule = openGradients(parts);
  return new EitherSource(
    () => group.whole,
    new GradientAccumulator(rule, dropout),
    () => new ShardedGradients({ ...parts, rule, group, seed: settings.seed }),
  );
}

/**
 * How gradients are taken.
 *
 * @throws {TolariaError} `options/invalid` if the aggregator cannot combine them, or two tasks have one name.
 */
export function openGradients(parts: GradientParts): GradientRule {
  const { host, objective, groups, seeds, aggregator, settings, random, profiler } = parts;
  const { progress, measuredEvery } = parts;
  const { taskClipNorm, topLayerNorms } = settings;
  checkTasks(aggregator, objective, seeds.taskNames);
  const rule = { aggregator, random, taskClipNorm };
  const onForward = () => profiler?.enter("backward");
  const common = { host, objective, groups, seeds, onForward };
  const tasks = new SeveralTasks({ ...common, rule, topLayerNorms });
  if (lossTasks(objective).length > 0) return new WithSeeds(tasks, groups, seeds);
  const whileGrafted = new WhileGrafted({
    whole: new SingleLoss(host, objective, groups, onForward),
    parted: tasks,
    seeds,
    aggregator,
    hostTask: hostTasks(objective)[0] as Task,
    clips: taskClipNorm !== undefined,
    progress,
    ...(measuredEvery !== undefined && { measuredEvery }),
  });
  return new WithSeeds(whileGrafted, groups, seeds);
}

function checkTasks(
  aggregator: GradientAggregator,
  objective: Objective,
  ofSeeds: readonly string[],
): void {
  const hosts = hostTasks(objective);
  const doubled = hosts.find(({ name }) => ofSeeds.includes(name));
  if (doubled) {
    throw new TolariaError(
      "options/invalid",
      `The name of a loss must not be that of a seed's task, but is ${JSON.stringify(doubled.name)}. Cannot combine gradients.`,
    );
  }
  const grown = ofSeeds.map((name): Task => ({ name, role: "seed", weight: 1 }));
  aggregator.check([...hosts, ...grown]);
}
