import { AdaptationCommand, CommandType, SeedOperation } from "../../proto/mod.ts";
import { errorMessage, TolariaError } from "../errors/mod.ts";

/** Annotation with the `packet_id` of the state that a command answers. */
export const PACKET_ANNOTATION = "packet_id";

/** Creates the error of a refused command. */
export function refused(commandId: string, reason: string): TolariaError {
  return new TolariaError(
    "command/refused",
    errorMessage(reason, `carry out command "${commandId}"`),
  );
}

/** Quotes a text of a command for a message, shortened. */
export function quoted(text: string | undefined): string {
  return text === undefined ? "none" : JSON.stringify(text.slice(0, SHOWN_LENGTH));
}

/** Shortens a remark of a command. */
export function remark(text: string | null | undefined): string {
  return text ? text.slice(0, MAX_REMARK_LENGTH) : "no reason given";
}

/**
 * Decodes the command in a controller's answer.
 *
 * @param packetId Packet that the command must answer.
 * @throws {TolariaError} `leyline/*` if the bytes are no command of version 1, `command/refused` if it answers another
 * packet or is invalid.
 */
export function readAnswer(bytes: Uint8Array, packetId: string): AdaptationCommand {
  const command = checkCommand(AdaptationCommand.decode(bytes));
  const answers = command.annotations[PACKET_ANNOTATION];
  if (answers === packetId) return command;
  throw refused(
    command.commandId,
    `annotation "${PACKET_ANNOTATION}" must be "${packetId}", the packet that was asked about, but is ${quoted(answers)}`,
  );
}

/**
 * Validates a command from any source.
 *
 * @throws {TolariaError} `command/refused`.
 */
export function checkCommand(command: AdaptationCommand): AdaptationCommand {
  const { commandId, commandType, payload } = command;
  checkNames(command);
  const expected = PAYLOADS[commandType];
  if (expected === undefined) {
    throw refused(commandId, `"command_type" must be a known one, but is ${commandType}`);
  }
  if (payload !== undefined && payload !== expected) {
    throw refused(
      commandId,
      `a ${CommandType[commandType]} must have ${expected === "none" ? "no payload" : `the payload "${expected}"`}, but has "${payload}"`,
    );
  }
  if (commandType === CommandType.COMMAND_SEED) checkSeed(command);
  checkFurther(command);
  return command;
}

/** Checks the commands that come with another. */
function checkFurther(command: AdaptationCommand): void {
  const { commandId } = command;
  const further = furtherOf(command);
  if (further.length > MAX_FURTHER) {
    throw refused(
      commandId,
      `"further" must have at most ${MAX_FURTHER} commands, but has ${further.length}`,
    );
  }
  for (const one of further) {
    if (furtherOf(one).length > 0) {
      throw refused(commandId, `"further" must have no commands that come with others`);
    }
    checkCommand(one);
  }
}

/** Returns the commands that come with another, which a decoded one always has. */
export function furtherOf({ further }: AdaptationCommand): readonly AdaptationCommand[] {
  return (further ?? []) as readonly AdaptationCommand[];
}

/** Limits the length of names, which appear in reports and messages. */
function checkNames(command: AdaptationCommand): void {
  const { commandId, targetSeedId, issuedBy, seedOperation } = command;
  const check = (name: string, { length }: string, least = 0) => {
    if (length >= least && length <= MAX_NAME_LENGTH) return;
    throw refused(
      commandId.slice(0, MAX_NAME_LENGTH),
      `"${name}" must have ${least} to ${MAX_NAME_LENGTH} characters, but has ${length}`,
    );
  };
  check("command_id", commandId, 1);
  check("target_seed_id", targetSeedId);
  check("issued_by", issuedBy);
  check("seed_operation.blueprint_id", seedOperation?.blueprintId ?? "");
}

function checkSeed({ commandId, targetSeedId, seedOperation }: AdaptationCommand): void {
  const operation = seedOperation?.operation ?? SeedOperation.SEED_OP_UNKNOWN;
  if (operation === SeedOperation.SEED_OP_UNKNOWN || SeedOperation[operation] === undefined) {
    throw refused(commandId, `"seed_operation.operation" must be a known one, but is ${operation}`);
  }
  if (targetSeedId === "")
    throw refused(commandId, '"target_seed_id" must name a seed, but is empty');
}

/** Most commands that may come with another. */
const MAX_FURTHER = 8;
const MAX_NAME_LENGTH = 128;
const MAX_REMARK_LENGTH = 500;
const SHOWN_LENGTH = 80;

/** Payloads by command type. */
const PAYLOADS: Readonly<Record<number, AdaptationCommand["payload"] | "none">> = {
  [CommandType.COMMAND_SEED]: "seedOperation",
  [CommandType.COMMAND_ROLLBACK]: "rollbackPayload",
  [CommandType.COMMAND_OPTIMIZER]: "optimizerAdjustment",
  [CommandType.COMMAND_CIRCUIT_BREAKER]: "circuitBreaker",
  [CommandType.COMMAND_PAUSE]: "none",
  [CommandType.COMMAND_EMERGENCY]: "none",
  [CommandType.COMMAND_STRUCTURAL_PRUNING]: "none",
};
