import { CommandType } from "../../../proto/mod.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import type { Kasmina } from "../../ports/kasmina.ts";

/** Handles seed commands by Kasmina. */
export function seedHandler(kasmina: Kasmina): CommandHandler {
  return {
    name: "seed",
    type: CommandType.COMMAND_SEED,
    prepares: (command) => kasmina.prepares?.(command) ?? "between boundaries",
    prepare: (command) => kasmina.prepare(command),
  };
}
