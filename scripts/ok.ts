/**
 * `npm run ok [-- --only name,name] [--except name,name] [--list]`: every check of the project, side by side, and then the tests.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { plain, run } from "./_run.ts";
import { inLanes } from "./_tests/queue.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether its output is shown while it runs, by itself, and not only if it fails. */
  readonly shown?: boolean;
}

const CHECKS: readonly Check[] = [
  { name: "lint", command: ["biome", "ci", "."] },
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "declarations", command: ["tsc", "-p", "tsconfig.lib.json"] },
  {
    name: "deno-types",
    command: [
      "deno",
      "check",
      "--quiet",
      "--no-remote",
      "mod.ts",
      "api",
      "proto",
      "cli",
      "examples",
    ],
  },
  { name: "unused", command: ["knip", "--no-progress"] },
  { name: "generated", command: ["bun", "scripts/generate_messages.ts", "--check"] },
  { name: "roles", command: ["bun", "scripts/generate_roles.ts", "--check"] },
  { name: "reference", command: ["bun", "scripts/generate_reference.ts", "--check"] },
  { name: "api", command: ["bun", "scripts/api_snapshot.ts", "--check"] },
  { name: "kernels", command: ["bun", "scripts/generate_kernels.ts", "--check"] },
  { name: "doc-tests", command: ["bun", "scripts/doc_tests.ts"] },
  { name: "doc-lint", command: ["bun", "scripts/doc_lint.ts"] },
  { name: "parity", command: ["bun", "scripts/export_parity.ts"] },
  { name: "publish", command: ["bun", "scripts/publish_dry_run.ts"] },
  { name: "outside", command: ["bun", "scripts/outside_test.ts"], shown: true },
  // On every machine that has a TensorFlow; says why where it has none.
  { name: "tensorflow", command: ["bun", "scripts/backend_tests.ts"], shown: true },
  { name: "tests", command: ["bun", "scripts/test.ts"], shown: true },
];

const only = optionOf("--only")?.split(",");
const except = optionOf("--except")?.split(",") ?? [];
const unknown = [...(only ?? []), ...except].filter(
  (name) => !CHECKS.some((check) => check.name === name),
);
if (process.argv.includes("--list") || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no check '${unknown.join("', '")}'.\n`);
  for (const { name, command } of CHECKS) {
    process.stdout.write(`${name.padEnd(14)}${command.join(" ")}\n`);
  }
  process.exit(unknown.length > 0 ? 2 : 0);
}

const failed: string[] = [];
let closing = "";
await inLanes(
  CHECKS.filter(({ name }) => (only?.includes(name) ?? true) && !except.includes(name)),
  availableParallelism(),
  async ({ name, command, shown = false }) => {
    const startedMs = performance.now();
    const { code, output } = await run(command, { show: shown });
    const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
    process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${name.padEnd(14)}${took}\n`);
    if (code !== 0) failed.push(name);
    if (code !== 0 && !shown) process.stdout.write(`${output.trimEnd()}\n`);
    closing = plain(output).trimEnd().split("\n").at(-1) ?? "";
  },
  // What shows its output would mix it with another's; it uses all cores by itself.
  ({ shown = false }) => shown,
);
if (failed.length > 0) process.stdout.write(`failed: ${failed.join(", ")}\n`);
// The tests' counts once more, where whoever reads the last line looks for them.
process.stdout.write(`${closing}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function optionOf(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
