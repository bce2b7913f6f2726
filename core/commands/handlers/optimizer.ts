import { CommandType } from "../../../proto/mod.ts";
import { type ErrorCode, messageOf, TolariaError } from "../../errors/mod.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../../learning_rates/authority.ts";
import { EVERY_GROUP, type OptimizerManager } from "../../optimizers/optimizer_manager.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { refused } from "../check_command.ts";

/** Annotation with the parameter group that is meant; every group without one. */
const GROUP_ANNOTATION = "group";

/** Hyperparameter that multiplies the learning rate in force. */
const SCALE = "learning_rate_scale";

/** What the manager says no with, where nothing went wrong. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "group/unknown",
  "optimizer/refused",
  "optimizer/storm",
  "options/invalid",
]);

/** Hands optimizer commands to the manager. */
export function optimizerHandler(
  optimizers: OptimizerManager,
  rates: LearningRateAuthority,
): CommandHandler {
  return {
    name: "optimizer",
    type: CommandType.COMMAND_OPTIMIZER,
    // Each step changes the moments that it carries over.
    prepares: "before boundary",
    prepare: ({ commandId, optimizerAdjustment, annotations }) => {
      const group = annotations[GROUP_ANNOTATION] ?? EVERY_GROUP;
      try {
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

/** The hyperparameters with a factor for the rate made a rate. */
function withRate(
  { [SCALE]: scale, ...others }: Record<string, number>,
  group: string,
  rates: LearningRateAuthority,
): Record<string, number> {
  if (scale === undefined) return others;
  const rate = rates.rateOf(group === EVERY_GROUP ? HOST_GROUP : group);
  return { learning_rate: rate * scale, ...others };
}
