import { VERSION } from "../core/mod.ts";
import { Command, InvalidArgumentError } from "../deps.ts";
import { BACKENDS } from "../modules/mod.ts";
import {
  type CheckpointFlags,
  inspectCheckpoint,
  listCheckpoints,
  verifyCheckpoints,
} from "./checkpoints.ts";
import { addEmergencyCommands } from "./emergency/commands.ts";
import { type LrFindFlags, lrFind } from "./lr_find.ts";
import { type SetupFlags, setUpTensorflow } from "./setup_tensorflow.ts";
import { type TrainFlags, train } from "./train.ts";

const TRAIN_HELP = `
Examples:
  tolaria train examples/digits.ts                  train the job in the file
  tolaria train job.ts --epochs 3 --seed 7          for 3 epochs, with other random numbers
  tolaria train examples/growing.ts --no-seeds      the network without what would grow in it
  tolaria train job.ts --backend cpu --quiet --json print nothing but the report, as one line of JSON
  tolaria train job.ts --checkpoints out/run        write a checkpoint after each epoch, and on Ctrl-C
  tolaria train job.ts --resume out/run             go on from its last checkpoint, to the same bits
  tolaria train job.ts --resume out/run@3           go on from its checkpoint 3

Exit codes: 0 done, 1 failed, 2 wrong usage or job, 4 halted by an emergency of level 4, 130 or 143 interrupted (Ctrl-C or SIGTERM, after the
step in progress; a second one leaves at once).`;

const LR_FIND_HELP = `
Trains while the learning rate rises by the same factor with each step, and draws the smoothed loss over the
rate: the range test of Smith 2017, with fastai's exponential ramp. The job's own policy, observers and
telemetry are left out, and nothing is written but the SVG.

Examples:
  tolaria lr-find examples/digits.ts                   draw the curve in the terminal
  tolaria lr-find job.ts --from 1e-5 --to 1 --svg c.svg  look closer, and keep the picture
  tolaria lr-find job.ts --quiet --json                print nothing but one line of JSON

Exit codes: as those of train. Ctrl-C shows what there is by then.`;

const SETUP_HELP = `
Fetches the JavaScript of @tensorflow/tfjs-node-gpu from npm's registry, and compiles its binding against the
TensorFlow that --library, --pip or an earlier setup names, or that Python has. Takes a C++ compiler. All of it
goes to a folder of its own (~/.cache/tolaria/tensorflow; TOLARIA_TENSORFLOW names another), where the backend
finds it. A second time there is nothing left to do.

Examples:
  tolaria setup tensorflow --pip tensorflow-cpu==2.21.0       with a TensorFlow of its own, 1.3 GB
  tolaria setup tensorflow --pip 'tensorflow[and-cuda]'       with one for NVIDIA GPUs, and CUDA's libraries
  tolaria setup tensorflow --library /opt/venv/lib/python3.12/site-packages/tensorflow
  tolaria setup tensorflow --check                            say what is there, change nothing

Exit codes: 0 it is ready, 1 it is not, and why.`;

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
    .option("--no-seeds", "grow nothing: the job's network as it is, without a controller")
    .option("--checkpoints <directory>", "write checkpoints there, whatever the job says")
    .option("--resume <directory[@id]>", "go on from a checkpoint, and write others there")
    .option("--json", "print the report as one line of JSON, the last of stdout")
    .option("--quiet", "show nothing while the run goes on")
    .addHelpText("after", TRAIN_HELP)
    .action(async (config: string, flags: TrainFlags) => finish(await train(config, flags)));
  addLrFind(program, finish);
  addCheckpoints(program, finish);
  addSetup(program, finish);
  addEmergencyCommands(program, finish);
  return program;
}

function addLrFind(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("lr-find")
    .summary("find a learning rate for the job in a file")
    .description(
      "Runs a learning-rate range test on the job that a file has as its default export.",
    )
    .argument("<config>", "path of the file, as examples/digits.ts")
    .option("--from <rate>", "rate of the first step (1e-7)", number)
    .option("--to <rate>", "rate of the last step (10)", number)
    .option("--steps <number>", "steps from the one to the other (100)", wholeFrom(10))
    .option("--smoothing <share>", "share of the past in the smoothed loss (0.9)", number)
    .option("--divergence <factor>", "end above so many times the lowest loss (4)", number)
    .option("--svg <path>", "write the curve as an SVG")
    .option("--backend <name>", `run the kernels on ${backendNames()}`, backendName)
    .option("--seed <number>", "seed of every random number, whatever the job says", wholeFrom(0))
    .option("--json", "print what was found as one line of JSON, the last of stdout")
    .option("--quiet", "show nothing while the test goes on")
    .addHelpText("after", LR_FIND_HELP)
    .action(async (config: string, flags: LrFindFlags) => finish(await lrFind(config, flags)));
}

function addCheckpoints(program: Command, finish: (exitCode: number) => void): void {
  const json = ["--json", "print it as one line of JSON"] as const;
  program
    .command("checkpoints")
    .summary("list the checkpoints in a directory")
    .description("Lists the checkpoints in a directory, the oldest first.")
    .argument("<directory>")
    .option(...json)
    .action((path: string, flags: CheckpointFlags) => finish(listCheckpoints(path, flags)));
  program
    .command("inspect")
    .summary("show what is in a checkpoint")
    .description(
      "Shows the tensors of a checkpoint and the rest of its state; the last one without an id.",
    )
    .argument("<directory[@id]>")
    .option(...json)
    .action((place: string, flags: CheckpointFlags) => finish(inspectCheckpoint(place, flags)));
  program
    .command("verify")
    .summary("read checkpoints and compare their hashes")
    .description(
      "Reads every checkpoint in a directory, or one, and compares all hashes. Exit code 1 where one is damaged.",
    )
    .argument("<directory[@id]>")
    .option(...json)
    .action((place: string, flags: CheckpointFlags) => finish(verifyCheckpoints(place, flags)));
}

function addSetup(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("setup")
    .summary("make a backend ready")
    .description("Makes ready what a backend needs beside Tolaria's own packages.")
    .command("tensorflow")
    .summary("compile the binding to a current TensorFlow")
    .description("Makes the tensorflow backend ready.")
    .option(
      "--library <folder>",
      "TensorFlow's library: folder of a wheel, or of the archive for C",
    )
    .option("--pip <wheel>", "let pip fetch a wheel: tensorflow-cpu==2.21.0")
    .option("--folder <path>", "put it there, and not in the cache folder")
    .option("--check", "only say whether it is ready")
    .addHelpText("after", SETUP_HELP)
    .action(async (flags: SetupFlags) => finish(await setUpTensorflow(flags)));
}

function number(text: string): number {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidArgumentError("It must be a number.");
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
  return Object.keys(BACKENDS)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
}
