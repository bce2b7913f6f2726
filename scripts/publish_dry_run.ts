/**
 * `bun scripts/publish_dry_run.ts`: whether the package could be published: to npm with the files that a user
 * needs and no others, and to JSR with types that need no inference.
 *
 * @module
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plain, ROOT, run } from "./_run.ts";

/** What a user needs: folders with all below them, and files. */
const NEEDED = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "api/",
  "cli/",
  "core/",
  "deps.ts",
  "deps_optional.ts",
  "deps_worker.ts",
  "mod.ts",
  "modules/",
  "package.json",
  "proto/",
  "testing/",
  "tfjs/",
];

/** What npm has beside, as its users check types against declarations. */
const NPM_NEEDED = [...NEEDED, "types/"];

/** JSR's names have a scope, which the one name of the package has not. */
const JSR_NAME = "@tolaria/tolaria";

const faults = [...(await packNpm()), ...(await publishJsr())];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** What is wrong with the files of the npm package. */
async function packNpm(): Promise<string[]> {
  const { code, output } = await run(["npm", "pack", "--dry-run", "--json", "--silent"]);
  if (code !== 0) return [`npm pack failed: ${output}`];
  const [{ files }] = JSON.parse(output) as [{ files: readonly { readonly path: string }[] }];
  const paths = files.map((file) => file.path);
  return [
    ...NPM_NEEDED.filter((needed) => !paths.some((path) => belongs(path, needed))).map(
      (needed) => `npm pack leaves out ${needed}`,
    ),
    ...paths
      .filter((path) => !NPM_NEEDED.some((needed) => belongs(path, needed)))
      .map((path) => `npm pack takes ${path}, which no user needs`),
  ];
}

function belongs(path: string, needed: string): boolean {
  return needed.endsWith("/") ? path.startsWith(needed) : path === needed;
}

/** What is wrong with the package for JSR: tried on a copy with a name such as JSR takes. */
async function publishJsr(): Promise<string[]> {
  mkdirSync(join(ROOT, "out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "out/publish-"));
  try {
    const { publish, ...config } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
    for (const path of publish.include)
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    writeFileSync(
      join(folder, "deno.json"),
      JSON.stringify({ ...config, publish, name: JSR_NAME }),
    );
    return await dryRun(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dryRun(folder: string): Promise<string[]> {
  const { code, output } = await run([
    "deno",
    "publish",
    "--dry-run",
    "--allow-dirty",
    "--config",
    join(folder, "deno.json"),
  ]);
  const text = plain(output);
  if (code !== 0) return [`deno publish failed: ${text}`];
  return NEEDED.filter((needed) => !text.includes(`${folder}/${needed}`)).map(
    (needed) => `deno publish leaves out ${needed}`,
  );
}
