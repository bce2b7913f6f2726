/**
 * `bun scripts/doc_tests.ts`: checks the types of every example in docstrings and documents, and runs those
 * whose fence says `ts run` on Bun and on Deno. What goes wrong is reported at the line of the example.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Example, findExamples } from "./_examples.ts";
import { plain, ROOT, run } from "./_run.ts";

const RUNTIMES: readonly (readonly string[])[] = [
  ["bun", "run"],
  ["deno", "run", "--allow-all", "--no-check", "--quiet"],
];

const examples = findExamples();
if (examples.length === 0) throw new Error("there is no example to check");
mkdirSync(join(ROOT, "out"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "out/doc-tests-"));
try {
  process.exitCode = (await check(folder, examples)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Whether every example is sound. */
async function check(folder: string, examples: readonly Example[]): Promise<boolean> {
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(ROOT, "tsconfig.json"), include: ["**/*.ts"] }),
  );
  for (const example of examples) write(join(folder, fileOf(example)), example.code);
  const types = await run(["tsc", "-p", folder, "--pretty", "false"]);
  let sound = reported(types.code, types.output, folder);
  const runs = examples.filter((example) => example.runs);
  for (const example of runs) {
    for (const command of RUNTIMES) {
      const { code, output } = await run([...command, join(folder, fileOf(example))]);
      const place = `${example.path}:${example.line} on ${command[0]}: exit code ${code}\n`;
      sound = reported(code, place + output, folder) && sound;
    }
  }
  process.stdout.write(`${examples.length} examples, ${runs.length} of them run\n`);
  return sound;
}

/** A module of its own for each example, at a path that names where it comes from. */
function fileOf({ path, line }: Example): string {
  return `${path}.${line}.ts`;
}

function write(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true });
  // A file without imports would share its names with every other such file.
  writeFileSync(file, `${code}export {};\n`);
}

/** Shows what a failed command printed, with the paths of the examples' own files. */
function reported(code: number, output: string, folder: string): boolean {
  if (code === 0) return true;
  const own = plain(output)
    .replaceAll(`${folder}/`, "")
    .replaceAll(`${relative(ROOT, folder)}/`, "")
    .replaceAll(/(\.(?:ts|md))\.\d+\.ts\b/g, "$1");
  process.stdout.write(`${own.trimEnd()}\n`);
  return false;
}
