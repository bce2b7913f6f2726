import { VERSION } from "../core/mod.ts";
import { Command, InvalidArgumentError } from "../deps.ts";
import { BACKENDS } from "../modules/mod.ts";
import { type TrainFlags, train } from "./train.ts";

const TRAIN_HELP = `
Examples:
  tolaria train examples/digits.ts                  train the job in the file
  tolaria train job.ts --epochs 3 --seed 7          for 3 epochs, with other random numbers
  tolaria train job.ts --backend cpu --quiet --json print nothing but the report, as one line of JSON

Exit codes: 0 done, 1 failed, 2 wrong usage or job, 130 or 143 interrupted (Ctrl-C or SIGTERM, after the
step in progress; a second one leaves at once).`;

/**
 * The command line.
 *
 * @param finish Given the exit code of the command that ran.
 */
export function makeProgram(finish: (exitCode: number) => void): Command {
  const program = new Command("tolaria")
    .description("Trains TensorFlow.js networks on Bun and Deno.")
    .version(VERSION, "-V, --version", "print the version")
    .option("--verbose", "show where an error comes from")
    .showHelpAfterError("(--help shows how it is used)")
    .exitOverride();
  program
    .command("train")
    .summary("train the job in a file")
    .description("Trains the job that a TypeScript or JavaScript file has as its default export.")
    .argument("<config>", "path of the file, as examples/digits.ts")
    .option("--epochs <number>", "train for so many epochs, whatever the job says", wholeFrom(1))
    .option("--backend <name>", `run the kernels on ${backendNames()}`, backendName)
    .option("--seed <number>", "seed of every random number, whatever the job says", wholeFrom(0))
    .option("--json", "print the report as one line of JSON, the last of stdout")
    .option("--quiet", "show nothing while the run goes on")
    .addHelpText("after", TRAIN_HELP)
    .action(async (config: string, flags: TrainFlags) => finish(await train(config, flags)));
  return program;
}

function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= least && Number.isSafeInteger(Number(text))) {
      return Number(text);
    }
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

function backendName(text: string): string {
  if (Object.hasOwn(BACKENDS, text)) return text;
  throw new InvalidArgumentError(`It must be ${backendNames()}.`);
}

function backendNames(): string {
  return Object.keys(BACKENDS).join(" or ");
}
