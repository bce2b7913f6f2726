/**
 * `bun scripts/install_test.ts`: installs the package into projects as a user has them, and runs
 * examples/custom_provider.ts there.
 *
 * Bun gets the package as npm packs it. Deno gets the folder, linked: it takes no TypeScript below node_modules.
 *
 * @module
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSION } from "../core/mod.ts";
import { plain, ROOT, run } from "./_run.ts";

const PROGRAM = "custom_provider.ts";
const LAST_LINE = "completed with accuracy 1";

const decorators = { compilerOptions: { experimentalDecorators: true } };
// Outside of the project, where nothing of it is found by looking upwards.
const folder = mkdtempSync(join(tmpdir(), "tolaria-install-"));
try {
  await must(["npm", "pack", "--silent", "--pack-destination", folder]);
  const packed = await install("packed", join(folder, `tolaria-${VERSION}.tgz`));
  expectEnd(await must(["bun", "run", PROGRAM], packed), LAST_LINE);
  expectEnd(await must(["bun", "node_modules/.bin/tolaria", "--version"], packed), VERSION);
  const linked = await install("linked", ROOT);
  expectEnd(await must(["deno", "run", "--allow-all", "--quiet", PROGRAM], linked), LAST_LINE);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Makes a project with the package in it. Returns its folder. */
async function install(name: string, source: string): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  write(project, "package.json", { name, private: true, type: "module" });
  write(project, "tsconfig.json", decorators);
  write(project, "deno.json", { ...decorators, nodeModulesDir: "manual" });
  copyFileSync(join(ROOT, "examples", PROGRAM), join(project, PROGRAM));
  await must(["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", source], project);
  return project;
}

function write(project: string, file: string, content: unknown): void {
  writeFileSync(join(project, file), JSON.stringify(content));
}

/** What a command prints that must not fail. */
async function must(command: readonly string[], cwd: string = ROOT): Promise<string> {
  const { code, output } = await run(command, { cwd });
  if (code !== 0) throw new Error(`${command.join(" ")} failed: ${output}`);
  return plain(output);
}

function expectEnd(output: string, expected: string): void {
  if (output.trimEnd().split("\n").at(-1) === expected) return;
  throw new Error(`the last line must be '${expected}': the output is\n${output}`);
}
