/**
 * `bun run fuzz commands [--tries N] [--seed S] [--json]`: sends mutated commands to the gate. Exits with 1 where one is let in
 * without a valid signature or crashes anything.
 *
 * @module
 */
import { Command, CommanderError } from "../../deps.ts";
import { fuzzCommands } from "./commands.ts";

interface Flags {
  readonly tries: string;
  readonly seed: string;
  readonly json?: boolean;
}

const program: Command = new Command("fuzz")
  .description("Looks for bytes that do harm. The last line of output is one line of JSON.")
  .exitOverride();
program
  .command("commands")
  .description("commands from outside the process, their bytes mutated")
  .option("--tries <number>", "how many", "1000000")
  .option("--seed <number>", "seed of the mutations", "1")
  .option("--json", "print nothing but the line of JSON")
  .action(({ tries, seed, json }: Flags) => {
    const started = performance.now();
    const progress = (done: number) => {
      const perSecond = done / ((performance.now() - started) / 1000);
      if (!json) process.stderr.write(`\r${done} of ${tries}, ${Math.round(perSecond)} a second `);
    };
    const result = fuzzCommands({ tries: Number(tries), seed: Number(seed), progress });
    if (!json) process.stderr.write("\n");
    process.stdout.write(`${JSON.stringify(result)}\n`);
    if (result.accepted + result.crashes > 0) process.exitCode = 1;
  });
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
