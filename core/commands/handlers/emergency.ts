import { CommandType, EmergencyLevel } from "../../../proto/mod.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { quoted, refused, remark } from "../check_command.ts";

/** Annotation with the level: the name of an `EmergencyLevel`, or its number. */
const LEVEL_ANNOTATION = "level";

/** Annotation that stands down what is in force: `true`. */
const STAND_DOWN_ANNOTATION = "stand_down";

/** Raises emergencies, and stands them down. */
export function emergencyHandler(
  raise: (level: EmergencyLevel, reason: string, by: string) => void,
  standDown: (reason: string) => void,
): CommandHandler {
  return {
    name: "emergency",
    type: CommandType.COMMAND_EMERGENCY,
    prepares: "inside boundary",
    prepare: ({ commandId, annotations, issuedBy }) => {
      const reason = remark(annotations.reason);
      if (annotations[STAND_DOWN_ANNOTATION] === "true") {
        return {
          commit: () => standDown(`${issuedBy || "a command"}: ${reason}`),
          abort: () => {},
        };
      }
      const level = levelOf(commandId, annotations[LEVEL_ANNOTATION]);
      return { commit: () => raise(level, reason, issuedBy || "a command"), abort: () => {} };
    },
  };
}

function levelOf(commandId: string, text: string | undefined): EmergencyLevel {
  const known = Object.entries(EmergencyLevel).find(
    ([name, value]) =>
      typeof value === "number" && value > 0 && (text === name || text === String(value)),
  );
  if (known) return known[1] as EmergencyLevel;
  throw refused(
    commandId,
    `annotation "${LEVEL_ANNOTATION}" must be the name or number of an EmergencyLevel, but is ${quoted(text)}`,
  );
}
