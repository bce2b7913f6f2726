import { AdaptationCommand, CommandType, SeedOperation } from "../../proto/mod.ts";
import { TolariaError } from "../errors/mod.ts";

/** Annotation with the `packet_id` of the state that a command answers. */
export const PACKET_ANNOTATION = "packet_id";

/** Refuses a command, with the reason. */
export function refused(commandId: string, reason: string): TolariaError {
  return new TolariaError(
    "command/refused",
    `Cannot carry out command '${commandId}' as ${reason}`,
  );
}

/**
 * The command in a controller's answer.
 *
 * @param packetId The packet that it was asked about.
 * @throws {TolariaError} `leyline/*` for bytes that are no command of version 1, `command/refused` for one that answers
 * another packet or makes no sense.
 */
export function readAnswer(bytes: Uint8Array, packetId: string): AdaptationCommand {
  const command = checkCommand(AdaptationCommand.decode(bytes));
  const answers = command.annotations[PACKET_ANNOTATION];
  if (answers === packetId) return command;
  throw refused(
    command.commandId,
    `annotation '${PACKET_ANNOTATION}' must be "${packetId}", the packet that was asked about: current value is ${answers === undefined ? "none" : JSON.stringify(answers.slice(0, 80))}`,
  );
}

/**
 * Checks what every command must have, whoever sent it.
 *
 * @throws {TolariaError} `command/refused`.
 */
export function checkCommand(command: AdaptationCommand): AdaptationCommand {
  const { commandId, commandType, payload } = command;
  if (commandId === "" || commandId.length > MAX_ID_LENGTH) {
    throw refused(
      commandId.slice(0, MAX_ID_LENGTH),
      `'command_id' must have 1 to ${MAX_ID_LENGTH} characters: current length is ${commandId.length}`,
    );
  }
  const expected = PAYLOADS[commandType];
  if (expected === undefined) {
    throw refused(commandId, `'command_type' must be a known one: current value is ${commandType}`);
  }
  if (payload !== undefined && payload !== expected) {
    throw refused(
      commandId,
      `a ${CommandType[commandType]} must have ${expected === "none" ? "no payload" : `the payload '${expected}'`}: current value is '${payload}'`,
    );
  }
  if (commandType === CommandType.COMMAND_SEED) checkSeed(command);
  return command;
}

function checkSeed({ commandId, targetSeedId, seedOperation }: AdaptationCommand): void {
  const operation = seedOperation?.operation ?? SeedOperation.SEED_OP_UNKNOWN;
  if (operation === SeedOperation.SEED_OP_UNKNOWN || SeedOperation[operation] === undefined) {
    throw refused(
      commandId,
      `'seed_operation.operation' must be a known one: current value is ${operation}`,
    );
  }
  if (targetSeedId === "")
    throw refused(commandId, "'target_seed_id' must name a seed: it is empty");
}

const MAX_ID_LENGTH = 128;

/** The payload that a command of each type may have. */
const PAYLOADS: Readonly<Record<number, AdaptationCommand["payload"] | "none">> = {
  [CommandType.COMMAND_SEED]: "seedOperation",
  [CommandType.COMMAND_ROLLBACK]: "rollbackPayload",
  [CommandType.COMMAND_OPTIMIZER]: "optimizerAdjustment",
  [CommandType.COMMAND_CIRCUIT_BREAKER]: "circuitBreaker",
  [CommandType.COMMAND_PAUSE]: "none",
  [CommandType.COMMAND_EMERGENCY]: "none",
  [CommandType.COMMAND_STRUCTURAL_PRUNING]: "none",
};
