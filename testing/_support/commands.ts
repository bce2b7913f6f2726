import type { CommandHandler, PreparationMoment, PreparedCommand } from "../../core/mod.ts";
import {
  AdaptationCommand,
  CommandType,
  type FieldsOf,
  LEYLINE_VERSION,
  SeedOperation,
} from "../../proto/mod.ts";

/** Fields of a command. */
export type CommandFields = FieldsOf<typeof AdaptationCommand>;

/** A pause named "c1", or what is named; as it would come over a wire. */
export function commandOf(fields: CommandFields = {}): AdaptationCommand {
  return AdaptationCommand.decode(commandBytes(fields));
}

/** Bytes of {@link commandOf}. */
export function commandBytes(fields: CommandFields = {}): Uint8Array {
  return AdaptationCommand.encode({
    version: LEYLINE_VERSION,
    commandId: "c1",
    commandType: CommandType.COMMAND_PAUSE,
    ...fields,
  });
}

/** The fields of a seed command named "c1", for seed "s1". */
export function seedFields(fields: CommandFields = {}): CommandFields {
  return {
    commandType: CommandType.COMMAND_SEED,
    targetSeedId: "s1",
    seedOperation: { operation: SeedOperation.SEED_OP_GERMINATE, blueprintId: "b1" },
    ...fields,
  };
}

/** A handler that writes down what is asked of it. */
export interface RecordingHandler extends CommandHandler {
  /** `prepare c1`, `commit c1`, `abort c1`, in the order in which it happened. */
  readonly log: string[];
}

/** How a {@link recordingHandler} differs from one that carries everything out at once. */
export interface HandlerTraits {
  readonly type?: CommandType;
  readonly prepares?: PreparationMoment;
  readonly prepare?: (prepared: PreparedCommand) => PreparedCommand | Promise<PreparedCommand>;
  readonly onCommit?: () => void;
  readonly onAbort?: () => void;
}

/** Makes a handler that writes down what is asked of it. */
export function recordingHandler(traits: HandlerTraits = {}): RecordingHandler {
  const log: string[] = [];
  return {
    log,
    name: "recording",
    type: traits.type ?? CommandType.COMMAND_PAUSE,
    prepares: traits.prepares ?? "inside boundary",
    prepare: ({ commandId }) => {
      log.push(`prepare ${commandId}`);
      const prepared: PreparedCommand = {
        commit: () => {
          log.push(`commit ${commandId}`);
          traits.onCommit?.();
        },
        abort: () => {
          log.push(`abort ${commandId}`);
          traits.onAbort?.();
        },
      };
      return traits.prepare ? traits.prepare(prepared) : prepared;
    },
  };
}
