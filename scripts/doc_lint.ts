/**
 * `bun scripts/doc_lint.ts`: whether every public symbol is documented and refers to public types only.
 *
 * Third parties' symbols are left out, as their own packages document them, and so is the code generated from
 * the schema, which proto/mod.ts stands before.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plain, ROOT, run } from "./_run.ts";

const GENERATED = /references private type '(?:esper|google)\b/;
const TOTAL = /^error: Found \d+ documentation lint error/;

mkdirSync(join(ROOT, "out"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "out/doc-lint-"));
try {
  const entry = join(folder, "mod.ts");
  writeFileSync(entry, ownExports(readFileSync(join(ROOT, "mod.ts"), "utf8")));
  const paths = readdirSync(join(ROOT, "api")).map((file) => `api/${file}`);
  const command = ["deno", "doc", "--quiet", "--no-npm", "--lint", entry, ...paths];
  const { code, output } = await run(command);
  const faults = faultsIn(plain(output), code);
  process.stdout.write(faults.join(""));
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The entry file without what it passes on from third parties, as it is two folders further down. */
function ownExports(entry: string): string {
  return entry
    .replace(/^export \{[^}]*\} from "\.\/deps\.ts";$/m, "")
    .replaceAll('from "./', 'from "../../');
}

/** What is to be corrected; a failure without any fault is one of the command itself. */
function faultsIn(output: string, code: number): string[] {
  const faults = output.split(/^(?=error)/m);
  const serious = faults.filter(
    (fault) => fault.startsWith("error") && !GENERATED.test(fault) && !TOTAL.test(fault),
  );
  return code !== 0 && !faults.some((fault) => TOTAL.test(fault)) ? [output] : serious;
}
