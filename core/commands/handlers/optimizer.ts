import { CommandType } from "../../../proto/mod.ts";
import type { ParameterGroups } from "../../arena/parameter_groups.ts";
import { type ErrorCode, messageOf, TolariaError } from "../../errors/mod.ts";
import { selectsWeight } from "../../layers/mod.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../../learning_rates/authority.ts";
import { EVERY_GROUP, type OptimizerManager } from "../../optimizers/optimizer_manager.ts";
import { frozen, type TrainedWeights, unfrozen } from "../../optimizers/trained_weights.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { refused } from "../check_command.ts";

/** Annotation with the parameter group; all groups without it. */
const GROUP_ANNOTATION = "group";

/** Annotations with the layers or weights to freeze or unfreeze, as a pattern. */
const FREEZE = { freeze: frozen, unfreeze: unfrozen } as const;

/** Hyperparameter that multiplies the learning rate in force. */
const SCALE = "learning_rate_scale";

/** Codes of refusals, as opposed to failures. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "group/unknown",
  "learning-rate/unknown-group",
  "optimizer/refused",
  "optimizer/rate-limited",
  "options/invalid",
]);

/** Handles optimizer commands. */
export function optimizerHandler(
  optimizers: OptimizerManager,
  rates: LearningRateAuthority,
  groups: ParameterGroups,
): CommandHandler {
  return {
    name: "optimizer",
    type: CommandType.COMMAND_OPTIMIZER,
    // Each step changes the moments that are carried over.
    prepares: "before boundary",
    prepare: ({ commandId, optimizerAdjustment, annotations }) => {
      const group = annotations[GROUP_ANNOTATION] ?? EVERY_GROUP;
      try {
        const trained = trainedBy(annotations, groups);
        if (trained) {
          const change = optimizers.prepareWeights(trained.group, trained.weights);
          return { commit: () => void change.commit(), abort: () => change.abort() };
        }
        const change = optimizers.prepareCommand(
          {
            optimizerId: optimizerAdjustment?.optimizerId ?? "",
            hyperparameters: withRate(optimizerAdjustment?.hyperparameters ?? {}, group, rates),
          },
          group,
        );
        return { commit: () => void change.commit(), abort: () => change.abort() };
      } catch (error) {
        if (TolariaError.is(error) && REFUSALS.has(error.code)) {
          throw refused(commandId, messageOf(error));
        }
        throw error;
      }
    },
  };
}

/** What a command that freezes or unfreezes leaves to be trained; undefined for any other command. */
function trainedBy(
  annotations: Readonly<Record<string, string>>,
  groups: ParameterGroups,
): { readonly group: string; readonly weights: TrainedWeights } | undefined {
  const { [GROUP_ANNOTATION]: group = HOST_GROUP } = annotations;
  for (const [action, change] of Object.entries(FREEZE)) {
    const pattern = annotations[action];
    if (pattern === undefined) continue;
    const { contents } = groups.get(group);
    return { group, weights: change(group, contents, (name) => selectsWeight(pattern, name)) };
  }
  return undefined;
}

/** Converts a factor for the rate among the hyperparameters to a rate. */
function withRate(
  { [SCALE]: scale, ...others }: Record<string, number>,
  group: string,
  rates: LearningRateAuthority,
): Record<string, number> {
  if (scale === undefined) return others;
  const rate = rates.rateOf(group === EVERY_GROUP ? HOST_GROUP : group);
  return { learning_rate: rate * scale, ...others };
}
