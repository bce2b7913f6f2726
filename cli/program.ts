import { VERSION } from "../core/mod.ts";
import { Command, InvalidArgumentError } from "../deps.ts";
import { backendName, backendNames, wholeFrom } from "./arguments.ts";
import { addBoard, BOARD_PORT, portOf } from "./board.ts";
import {
  type CheckpointFlags,
  inspect,
  listCheckpoints,
  verifyCheckpoints,
} from "./checkpoints.ts";
import { addEmergencyCommands } from "./emergency/commands.ts";
import { addSetting } from "./job_options.ts";
import { type LrFindFlags, lrFind } from "./lr_find.ts";
import { addModelCommands } from "./models/commands.ts";
import { profileWindow } from "./profile_window.ts";
import { type SuperviseFlags, supervise } from "./restarts/supervise.ts";
import { addRunCommands } from "./runs/commands.ts";
import { type MpiSetupFlags, setUpMpi } from "./setup_mpi.ts";
import { type SetupFlags, setUpTensorflow } from "./setup_tensorflow.ts";
import { addSweep } from "./sweep/commands.ts";
import { addTokenizerCommands } from "./tokenizer/commands.ts";
import { type TrainFlags, train } from "./train.ts";
import { type WatchFlags, watch } from "./watch/watch.ts";

const RESTARTS =
  "start again from the last checkpoint up to so often, if the run is killed or loses processes";

const TRAIN_HELP = `
Examples:
  tolaria train examples/digits.ts                   train the job in the file
  tolaria train job.ts --epochs 3 --seed 7           override epochs and seed
  tolaria train job.ts --set learningRate=3e-3       set an option that the job exports
  tolaria train examples/growing.ts --no-seeds       train the network without growing seeds
  tolaria train job.ts --profile steps=20..40        profile 21 steps; open the file in ui.perfetto.dev
  tolaria train job.ts --backend cpu --quiet --json  print only the report, as one line of JSON
  tolaria train job.ts --checkpoints out/run         write a checkpoint after each epoch and on Ctrl-C
  tolaria train job.ts --resume out/run              resume from the last checkpoint, to the same bits
  tolaria train job.ts --resume out/run@3            resume from checkpoint 3
  tolaria train job.ts --save out/model              save the best epoch for tolaria predict, and for browsers
  tolaria train job.ts --checkpoints out/run --restarts 3 --launch "mpirun -n 4"   train on four processes

Exit codes: 0 done; 1 the run failed; 2 wrong usage or invalid job; 4 halted by a CRITICAL emergency;
5 processes of the run were lost and it could not go on;
130 or 143 interrupted by Ctrl-C or SIGTERM. The first signal finishes the step, a second one exits at once.`;

const LR_FIND_HELP = `
Trains while the learning rate grows by a constant factor per step, and draws the smoothed loss over the rate:
the range test of Smith 2017 with fastai's exponential ramp. It ignores the job's learning-rate policy,
observers and telemetry, and writes no files.

Examples:
  tolaria lr-find examples/digits.ts           draw the curve in the terminal
  tolaria lr-find job.ts --from 1e-5 --to 1    test a narrower range
  tolaria lr-find job.ts --quiet --json        print only the result, as one line of JSON

Exit codes: 0 done; 1 there is nothing to suggest; others as for train. Ctrl-C shows the result so far.`;

const SETUP_HELP = `
Downloads the JavaScript of @tensorflow/tfjs-node-gpu from the npm registry and compiles its binding against the
TensorFlow of --library, of --pip, of an earlier setup or of Python. Needs a C++ compiler. Everything goes to
one folder (~/.cache/tolaria/tensorflow, or TOLARIA_TENSORFLOW), where the backend finds it. Running it again
changes nothing.

Examples:
  tolaria setup tensorflow --pip tensorflow-cpu==2.21.0       download TensorFlow for the CPU, 1.3 GB
  tolaria setup tensorflow --pip 'tensorflow[and-cuda]'       download TensorFlow with CUDA, for NVIDIA GPUs
  tolaria setup tensorflow --library /opt/venv/lib/python3.12/site-packages/tensorflow
  tolaria setup tensorflow --check                            check the setup, change nothing

Exit codes: 0 the backend is ready; 1 it is not, with the reason.`;

const SETUP_MPI_HELP = `
Compiles a small C library with the compiler of the MPI that is there, and sums 1 MB over two ranks with it. Run it once
for each MPI, on a machine that has its headers; setups of several MPIs stay side by side in one folder
(~/.cache/tolaria/mpi, or TOLARIA_MPI), and a run takes the one that fits its launcher. Running it again changes nothing.

Examples:
  tolaria setup mpi                                  use mpicc of the PATH, or MPICC
  tolaria setup mpi --mpicc /opt/openmpi/bin/mpicc   use another MPI
  tolaria setup mpi --check                          check the setup, change nothing

Exit codes: 0 the collective is ready; 1 it is not, with the reason.`;

/**
 * Builds the command line.
 *
 * @param args What it is to parse: a training that is started again gets most of it.
 * @param finish Receives the exit code of the command.
 */
export function makeProgram(args: readonly string[], finish: (exitCode: number) => void): Command {
  const program = new Command("tolaria")
    .description("Trains TensorFlow.js networks on Bun and Deno.")
    .version(VERSION, "-V, --version", "print the version")
    .option("--verbose", "print stack traces of errors")
    .showHelpAfterError("(use --help for usage)")
    .exitOverride();
  program
    .command("train")
    .summary("train a job")
    .description("Trains the job that a TypeScript or JavaScript file exports as default.")
    .argument("<config>", "path of the job file, such as examples/digits.ts")
    .option("--epochs <number>", "number of epochs, overrides the job", wholeFrom(1))
    .option("--until <epoch>", "end after this epoch as Ctrl-C does, to resume later", wholeFrom(1))
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option("--seed <number>", "seed of all random numbers, overrides the job", wholeFrom(0))
    .option("--set <name=value>", "set an option of the job; repeatable", addSetting)
    .option(
      "--profile <window>",
      "write a profile of these steps (steps=20..40) to out/profile.json",
      profileWindow,
    )
    .option("--no-seeds", "grow no seeds and run without a controller")
    .option("--big", "short for --set big=true: a job's network as large as it could grow")
    .option("--checkpoints <directory>", "write checkpoints to this directory, overrides the job")
    .option(
      "--resume <directory[@id]>",
      "resume from a checkpoint and write new ones to its directory",
    )
    .option("--save <directory>", "save the trained network as a model folder, on Ctrl-C too")
    .option("--runs <directory>", "record the run in a folder below this one (runs)")
    .option("--no-record", "do not record the run")
    .option(
      "--page [port]",
      `serve a page from which the run can be watched, paused, rolled back and stopped (${BOARD_PORT})`,
      portOf,
    )
    .option("--restarts <number>", RESTARTS, wholeFrom(0))
    .option("--launch <command>", "start the processes of the run by this command: 'mpirun -n 4'")
    .option("--strict", "resume only if the job is the one that wrote the checkpoint")
    .option("--json", "print the report as one line of JSON, the last line of stdout")
    .option("--quiet", "show no progress")
    .addHelpText("after", TRAIN_HELP)
    .action(async (config: string, flags: TrainFlags & SuperviseFlags) => {
      const isSupervised = flags.restarts !== undefined || flags.launch !== undefined;
      finish(await (isSupervised ? supervise(args, flags) : train(config, flags)));
    });
  addLrFind(program, finish);
  addModelCommands(program, finish);
  addRunCommands(program, finish);
  addTokenizerCommands(program, finish);
  addSweep(program, finish);
  addBoard(program, finish);
  addCheckpoints(program, finish);
  addSetup(program, finish);
  program
    .command("watch")
    .summary("watch a run from another terminal")
    .description(
      "Shows a running job of this machine: progress, loss, rates, seeds, mode, breakers, health.",
    )
    .option("--run <id>", "id of the run or its prefix; optional if only one run is active")
    .action(async (flags: WatchFlags) => finish(await watch(flags)));
  addEmergencyCommands(program, finish);
  return program;
}

function addLrFind(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("lr-find")
    .summary("find a learning rate for a job")
    .description("Runs a learning-rate range test on the job that a file exports as default.")
    .argument("<config>", "path of the job file, such as examples/digits.ts")
    .option("--from <rate>", "rate of the first step (1e-7)", number)
    .option("--to <rate>", "rate of the last step (10)", number)
    .option("--steps <number>", "number of steps (100)", wholeFrom(10))
    .option("--smoothing <share>", "smoothing factor of the loss (0.9)", number)
    .option(
      "--divergence <factor>",
      "stop when the loss exceeds this multiple of the lowest (4)",
      number,
    )
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option("--seed <number>", "seed of all random numbers, overrides the job", wholeFrom(0))
    .option("--set <name=value>", "set an option of the job; repeatable", addSetting)
    .option("--json", "print the result as one line of JSON, the last line of stdout")
    .option("--quiet", "show no progress")
    .addHelpText("after", LR_FIND_HELP)
    .action(async (config: string, flags: LrFindFlags) => finish(await lrFind(config, flags)));
}

function addCheckpoints(program: Command, finish: (exitCode: number) => void): void {
  const json = ["--json", "print one line of JSON"] as const;
  program
    .command("checkpoints")
    .summary("list the checkpoints in a directory")
    .description("Lists the checkpoints in a directory, oldest first.")
    .argument("<directory>")
    .option(...json)
    .action((path: string, flags: CheckpointFlags) => finish(listCheckpoints(path, flags)));
  program
    .command("inspect")
    .summary("show what is in a model folder or a checkpoint")
    .description(
      "Shows the layers and the preparation of a model folder, or the tensors and the other state of a checkpoint; the last one if no id is given.",
    )
    .argument("<model or directory[@id]>")
    .option(...json)
    .action(async (place: string, flags: CheckpointFlags) => finish(await inspect(place, flags)));
  program
    .command("verify")
    .summary("verify the hashes of checkpoints")
    .description(
      "Reads one checkpoint, or all in a directory, and verifies every hash. Exits with 1 if one is damaged.",
    )
    .argument("<directory[@id]>")
    .option(...json)
    .action((place: string, flags: CheckpointFlags) => finish(verifyCheckpoints(place, flags)));
}

function addSetup(program: Command, finish: (exitCode: number) => void): void {
  const setup = program
    .command("setup")
    .summary("set up a backend or a collective")
    .description("Sets up what is needed besides npm packages.");
  setup
    .command("mpi")
    .summary("compile the library that joins the ranks of an MPI")
    .description("Sets up the collective mpi.")
    .option("--mpicc <path>", "compiler of the MPI")
    .option("--folder <path>", "target folder instead of the cache folder")
    .option("--check", "only check whether the collective is ready")
    .addHelpText("after", SETUP_MPI_HELP)
    .action(async (flags: MpiSetupFlags) => finish(await setUpMpi(flags)));
  setup
    .command("tensorflow")
    .summary("compile the binding to TensorFlow")
    .description("Sets up the tensorflow backend.")
    .option("--library <folder>", "folder of TensorFlow's library, from a wheel or the C archive")
    .option("--pip <wheel>", "wheel for pip to download, such as tensorflow-cpu==2.21.0")
    .option("--folder <path>", "target folder instead of the cache folder")
    .option("--check", "only check whether the backend is ready")
    .addHelpText("after", SETUP_HELP)
    .action(async (flags: SetupFlags) => finish(await setUpTensorflow(flags)));
}

function number(text: string): number {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidArgumentError("It must be a number.");
}
