import type { Command } from "../../deps.ts";
import { wholeFrom } from "../arguments.ts";
import { type TrainTokenizerFlags, trainBpe } from "./train_bpe.ts";

const TRAIN_HELP = `
Learns byte-level byte pairs from texts of any size. The file is a tokenizer.json of Hugging Face's, which Python reads
too; a job takes it by tokenizerJson({ file: "tokenizer.json" }).

Examples:
  tolaria tokenizer train corpus.txt --size 2000 --out tokenizer.json
  tolaria tokenizer train 'books/*.txt' more.txt --size 8000

Exit codes: 0 done; 1 it failed; 2 wrong usage, or a file that is no UTF-8 text.`;

/** Adds the commands for tokenizers. */
export function addTokenizerCommands(program: Command, finish: (exitCode: number) => void): void {
  const group = program
    .command("tokenizer")
    .summary("train a tokenizer")
    .description("Trains a tokenizer.");
  group
    .command("train")
    .summary("learn byte pairs from texts")
    .description("Learns byte pairs from texts, and writes them as tokenizer.json.")
    .argument("<files...>", "files of text, or patterns")
    .requiredOption("--size <number>", "ids to learn, at least 256", wholeFrom(256))
    .option("--out <file>", "file to write", "tokenizer.json")
    .option("--quiet", "show no progress")
    .addHelpText("after", TRAIN_HELP)
    .action(async (files: readonly string[], flags: TrainTokenizerFlags) =>
      finish(await trainBpe(files, flags)),
    );
}
