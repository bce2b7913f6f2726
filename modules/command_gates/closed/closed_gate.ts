import { COMMAND_GATE, type CommandGate, TolariaError } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const CLOSED: CommandGate = {
  name: "closed",
  admits: false,
  admit: () => {
    throw new TolariaError(
      "command/refused",
      "Cannot let a command in from outside as no key is configured: add signedCommands({ key }) to the trainer's modules",
    );
  },
};

/** Lets no command in from outside the process. The default. */
export function closedGate(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMMAND_GATE).toConstantValue(CLOSED);
  });
}
