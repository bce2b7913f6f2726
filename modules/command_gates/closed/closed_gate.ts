import { COMMAND_GATE, type CommandGate, TolariaError } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const CLOSED: CommandGate = {
  name: "closed",
  admits: false,
  admit: () => {
    throw new TolariaError(
      "command/refused",
      "No key is configured: add signedCommands({ key }) to the trainer's modules. Cannot let a command in from outside.",
    );
  },
};

/** Lets no command in from outside the process. The default. */
export function closedGate(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMMAND_GATE).toConstantValue(CLOSED);
  });
}
