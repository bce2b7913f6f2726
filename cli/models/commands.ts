import { type Command, InvalidArgumentError } from "../../deps.ts";
import { FORMATS } from "../../modules/mod.ts";
import { backendName, backendNames, choice, numberFrom, oneOf, wholeFrom } from "../arguments.ts";
import { addSetting } from "../job_options.ts";
import { type EvaluateFlags, evaluate } from "./evaluate.ts";
import { type ExportFlags, exportFrom } from "./export.ts";
import { type GenerateFlags, generateFrom } from "./generate.ts";
import { type PredictFlags, predict } from "./predict.ts";

const PREDICT_HELP = `
Records are prepared as those of the training were. Fields that the model does not need are passed on. What was
predicted goes behind each record: to columns predicted_<target> and probability_<target> in CSV, to "predictions" in
JSON lines. Records are read and written batch by batch, so that a file may be larger than memory.

Examples:
  tolaria predict out/model --input cars.csv                          write to stdout
  tolaria predict out/model --input cars.csv --output predicted.csv   write a file, whole or not at all
  cat cars.jsonl | tolaria predict out/model --input - --input-format jsonl
  tolaria predict out/model --input cat.jpg                           a model that was trained on images

Exit codes: 0 done; 1 it failed; 2 wrong usage, no such model, or data that do not fit it, with the record.`;

const EVALUATE_HELP = `
A job gives its data, its objective and its metrics; a file gives records, to which the model's own preparation is
applied. A job's test split is taken if it has one, else its validation split.

Examples:
  tolaria evaluate out/model --data job.ts                  the data that it was trained on
  tolaria evaluate out/model --data job.ts --split train    another split
  tolaria evaluate out/model --data new_cars.csv --json     other records; one line of JSON

Exit codes: 0 done; 1 it failed; 2 wrong usage, no such model, or data that do not fit it; 130 or 143 interrupted.`;

const EXPORT_HELP = `
Examples:
  tolaria export out/model --format layers --to site/model            a model folder for stock tfjs in a browser
  tolaria export out/run@12 --job job.ts --format layers --to model   the best epoch of checkpoint 12
  tolaria export out/run --job job.ts --weights last --format layers --to model

Exit codes: 0 done; 1 it failed, with the layer that the format has no mapping for; 2 wrong usage or no such model.`;

const GENERATE_HELP = `
The text is written as it comes, behind the prompt. The same seed draws the same text.

Examples:
  tolaria generate out/model --prompt "Call me"                      200 tokens
  tolaria generate out/model --prompt "Call me" --temperature 0.8 --top-k 40
  tolaria generate out/model --prompt "Call me" --greedy --json      the most probable tokens; one line of JSON

Exit codes: 0 done; 1 it failed; 2 wrong usage, no such model, or a prompt that it does not know; 130 or 143 interrupted.`;

const RECORD_FORMATS = ["csv", "jsonl"];

/** Adds the commands that work with trained models. */
export function addModelCommands(program: Command, finish: (exitCode: number) => void): void {
  addPredict(program, finish);
  addEvaluate(program, finish);
  addGenerate(program, finish);
  program
    .command("export")
    .summary("write a model in another format")
    .description("Writes a model folder, or the network of a checkpoint, in another format.")
    .argument("<source>", "model folder, or directory[@id] of a checkpoint")
    .requiredOption("--format <name>", choice(Object.keys(FORMATS)), oneOf(Object.keys(FORMATS)))
    .requiredOption("--to <path>", "file or folder to write")
    .option("--job <config>", "job file that wrote the checkpoint")
    .option("--set <name=value>", "set an option of the job; repeatable", addSetting)
    .option(
      "--weights <which>",
      "weights of a checkpoint: best, last or average (best, if they were kept)",
      oneOf(["best", "last", "average"]),
    )
    .addHelpText("after", EXPORT_HELP)
    .action(async (source: string, flags: ExportFlags) => finish(await exportFrom(source, flags)));
}

function addPredict(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("predict")
    .summary("predict with a model")
    .description("Predicts for the records of a file, or for an image.")
    .argument("<model>", "model folder")
    .requiredOption("--input <file>", "CSV, JSON lines or an image; - for stdin")
    .option("--output <file>", "CSV or JSON lines; - for stdout", "-")
    .option("--input-format <form>", "csv or jsonl, if the file's name does not say it", recordForm)
    .option("--output-format <form>", "csv or jsonl (that of the input)", recordForm)
    .option("--delimiter <character>", "between the fields of a CSV file (,)", oneCharacter)
    .option("--probabilities", "write the probability of each class to CSV too")
    .option("--batch-size <number>", "records at a time", wholeFrom(1), 256)
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option("--quiet", "show no progress")
    .addHelpText("after", PREDICT_HELP)
    .action(async (model: string, flags: PredictFlags) => finish(await predict(model, flags)));
}

function addEvaluate(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("evaluate")
    .summary("measure a model on data")
    .description("Measures loss and metrics of a model on the data of a job, or on a file.")
    .argument("<model>", "model folder")
    .requiredOption("--data <file>", "job file, or CSV, Parquet or JSON lines with records")
    .option("--set <name=value>", "set an option of the job; repeatable", addSetting)
    .option(
      "--split <name>",
      "split of a job's data: train, validation or test",
      oneOf(["train", "validation", "test"]),
    )
    .option("--batch-size <number>", "examples at a time", wholeFrom(1), 256)
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option("--json", "print the result as one line of JSON, the last line of stdout")
    .option("--quiet", "show no progress")
    .addHelpText("after", EVALUATE_HELP)
    .action(async (model: string, flags: EvaluateFlags) => finish(await evaluate(model, flags)));
}

/** Adds the value of a repeatable option. */
function addText(text: string, before: readonly string[] = []): readonly string[] {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return [...before, text];
}

function addGenerate(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("generate")
    .summary("go on with a text")
    .description("Goes on with a text by a model that predicts the next token.")
    .argument("<model>", "model folder")
    .requiredOption("--prompt <text>", "text to go on with")
    .option("--tokens <number>", "tokens to generate", wholeFrom(1), 200)
    .option("--stop <text>", "end at this text, which is left out; repeatable", addText)
    .option("--seed <number>", "seed of the random numbers", wholeFrom(0), 1)
    .option("--temperature <number>", "below 1 surer, above 1 more varied", numberFrom(0), 1)
    .option("--top-k <number>", "draw from the most probable tokens only", wholeFrom(1))
    .option(
      "--top-p <share>",
      "draw from the fewest tokens of this probability only",
      numberFrom(0),
      1,
    )
    .option("--greedy", "always take the most probable token")
    .option("--no-cache", "compute all places again for each token")
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option("--json", "print the result as one line of JSON")
    .option("--quiet", "do not show tokens per second")
    .addHelpText("after", GENERATE_HELP)
    .action(async (model: string, flags: GenerateFlags) =>
      finish(await generateFrom(model, flags)),
    );
}

const recordForm = oneOf(RECORD_FORMATS);

function oneCharacter(text: string): string {
  const character = text === "\\t" ? "\t" : text;
  if (character.length === 1) return character;
  throw new InvalidArgumentError("It must be one character.");
}
