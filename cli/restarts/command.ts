import { fileURLToPath } from "node:url";
import { scriptArguments, TolariaError } from "../../core/mod.ts";

/** The command that an attempt runs: a launcher such as `mpirun -n 4`, if there is one, and the training. */
export function commandOf(launch: string | undefined, args: readonly string[]): readonly string[] {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const launcher = launch === undefined ? [] : wordsOf(launch);
  return [...launcher, process.execPath, ...scriptArguments(), main, ...args];
}

/** Arguments without an option and its value, written as `--name value` or `--name=value`. */
export function withoutOption(args: readonly string[], name: string): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === name) at += 1;
    else if (!word.startsWith(`${name}=`)) kept.push(word);
  }
  return kept;
}

/**
 * Splits a command into its words, as a shell does it: quotes hold words together. Expands nothing.
 *
 * @throws {TolariaError} `options/invalid` if there is no word, or a quote is not closed.
 */
export function wordsOf(text: string): readonly string[] {
  const parts = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const words = parts.map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  const quotes = parts.join("").replace(/"[^"]*"|'[^']*'/g, "");
  const lost = text.replace(/\s/g, "").length - parts.join("").replace(/\s/g, "").length;
  if (words.length > 0 && !/["']/.test(quotes) && lost === 0) return words;
  throw new TolariaError(
    "options/invalid",
    `"--launch" must be a command such as "mpirun -n 4", but is ${JSON.stringify(text)}. Cannot train.`,
  );
}
