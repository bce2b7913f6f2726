import { type AdaptationCommand, CommandType, type FieldsOf } from "../../../proto/mod.ts";
import type { ActionRequest } from "../_board/mod.ts";

type CommandFields = FieldsOf<typeof AdaptationCommand>;

const { COMMAND_PAUSE, COMMAND_EMERGENCY, COMMAND_ROLLBACK } = CommandType;

/** The command that carries out what an operator asks for. */
export function commandOf({
  action,
  reason,
  level,
  stepsBack = 0,
}: ActionRequest): Pick<CommandFields, "commandType" | "annotations" | "rollbackPayload"> {
  const annotations = { reason: reason || "asked for on the board" };
  switch (action) {
    case "pause":
      return { commandType: COMMAND_PAUSE, annotations };
    case "resume":
      return { commandType: COMMAND_PAUSE, annotations: { ...annotations, resume: "true" } };
    case "stop":
      return { commandType: COMMAND_PAUSE, annotations: { ...annotations, stop: "true" } };
    case "roll-back":
      return {
        commandType: COMMAND_ROLLBACK,
        annotations,
        rollbackPayload: { fields: { steps_back: { numberValue: stepsBack } } },
      };
    case "signal":
      return { commandType: COMMAND_EMERGENCY, annotations: { ...annotations, level: `${level}` } };
    case "stand-down":
      return {
        commandType: COMMAND_EMERGENCY,
        annotations: { ...annotations, stand_down: "true" },
      };
  }
}
