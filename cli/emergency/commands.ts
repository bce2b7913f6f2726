import { type Command, InvalidArgumentError } from "../../deps.ts";
import { type DrillFlags, drill } from "./drill.ts";
import { LEVELS, type SignalFlags, signal, standDown } from "./raise.ts";
import { type StatusFlags, status } from "./status.ts";

const RUN_OPTION = "id of the run, or the beginning of it; not needed where one alone goes on";

const SIGNAL_HELP = `
Examples:
  tolaria signal severe --run 1f0c --reason "the data is broken"   roll back to what is in memory
  tolaria signal critical --reason "the room is on fire"           freeze the run, make it durable, halt it

Exit codes: 0 every participant has acknowledged it, 1 one has not, or a level as high is in force, 2 no such run.`;

/** Adds the commands that reach a run from another terminal. */
export function addEmergencyCommands(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("signal")
    .summary("raise an emergency in a run")
    .description("Raises an emergency in a run that goes on on this machine.")
    .argument("<level>", Object.keys(LEVELS).join(", "), levelOf)
    .option("--run <id>", RUN_OPTION)
    .requiredOption("--reason <text>", "what happened, for people")
    .addHelpText("after", SIGNAL_HELP)
    .action(async (level: keyof typeof LEVELS, flags: SignalFlags) =>
      finish(await signal(level, flags)),
    );
  program
    .command("stand-down")
    .summary("end the emergency of a run")
    .description("Ends the emergency that is in force in a run: nothing else does.")
    .option("--run <id>", RUN_OPTION)
    .requiredOption("--reason <text>", "why it is over, for people")
    .action(async (flags: SignalFlags) => finish(await standDown(flags)));
  program
    .command("status")
    .summary("show how the runs are")
    .description(
      "Shows how the runs of this machine are: emergency, health, progress, participants.",
    )
    .option("--run <id>", "id of the run, or the beginning of it; all without")
    .option("--watch", "show it every second, until the run ends")
    .option("--json", "print a line of JSON for each")
    .action(async (flags: StatusFlags) => finish(await status(flags)));
  program
    .command("drill")
    .summary("rehearse the emergencies of a run")
    .description(
      "Rehearses each level in a run that goes on, and reports every deadline. No weight is changed, nothing is written or ended.",
    )
    .option("--run <id>", RUN_OPTION)
    .option("--json", "print the report as one line of JSON")
    .action(async (flags: DrillFlags) => finish(await drill(flags)));
}

function levelOf(text: string): string {
  if (Object.hasOwn(LEVELS, text)) return text;
  throw new InvalidArgumentError(`It must be ${Object.keys(LEVELS).join(", ")}.`);
}
