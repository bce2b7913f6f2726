import { type Command, InvalidArgumentError } from "../../deps.ts";
import { type DrillFlags, drill } from "./drill.ts";
import { LEVELS, type SignalFlags, signal, standDown } from "./raise.ts";
import { type StatusFlags, status } from "./status.ts";

const RUN_OPTION = "id of the run or its prefix; optional if only one run is active";

const SIGNAL_HELP = `
Examples:
  tolaria signal severe --run 1f0c --reason "the data is broken"   roll back to a snapshot in memory
  tolaria signal critical --reason "the room is on fire"           freeze the run, write a checkpoint, halt it

Exit codes: 0 every participant acknowledged; 1 one did not, or an equal or higher level is in force; 2 no such run.`;

/** Adds the commands that control a run from another terminal. */
export function addEmergencyCommands(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("signal")
    .summary("raise an emergency in a run")
    .description("Raises an emergency in a run on this machine.")
    .argument("<level>", Object.keys(LEVELS).join(", "), levelOf)
    .option("--run <id>", RUN_OPTION)
    .requiredOption("--reason <text>", "what happened")
    .addHelpText("after", SIGNAL_HELP)
    .action(async (level: keyof typeof LEVELS, flags: SignalFlags) =>
      finish(await signal(level, flags)),
    );
  program
    .command("stand-down")
    .summary("end the emergency of a run")
    .description("Ends the emergency that is in force in a run. Nothing else ends it.")
    .option("--run <id>", RUN_OPTION)
    .requiredOption("--reason <text>", "why it is over")
    .action(async (flags: SignalFlags) => finish(await standDown(flags)));
  program
    .command("status")
    .summary("show the status of runs")
    .description("Shows the runs of this machine: emergency, health, progress, participants.")
    .option("--run <id>", "id of the run or its prefix; all runs by default")
    .option("--watch", "refresh every second until the run ends")
    .option("--json", "print one line of JSON per run")
    .action(async (flags: StatusFlags) => finish(await status(flags)));
  program
    .command("drill")
    .summary("rehearse the emergencies of a run")
    .description(
      "Rehearses every emergency level in a run and reports the deadlines. It changes no weights, writes nothing and ends nothing.",
    )
    .option("--run <id>", RUN_OPTION)
    .option("--json", "print the report as one line of JSON")
    .action(async (flags: DrillFlags) => finish(await drill(flags)));
}

function levelOf(text: string): string {
  if (Object.hasOwn(LEVELS, text)) return text;
  throw new InvalidArgumentError(`It must be ${Object.keys(LEVELS).join(", ")}.`);
}
