/**
 * `bun scripts/export_parity.ts`: whether every place that names the package, its version and its entry
 * files says the same.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { VERSION } from "../core/mod.ts";
import { type ExportEntry, entryOf, exportedFiles } from "./_exports.ts";
import { ROOT } from "./_run.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, ExportEntry>>;
}

const npm = read<Manifest>("package.json");
const deno = read<Omit<Manifest, "exports">>("deno.json");
const files = exportedFiles();
const lock = read<{ readonly packages: { readonly "": Manifest } }>("package-lock.json").packages[
  ""
];
const { paths } = read<{
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
}>("tsconfig.json").compilerOptions;

const expectedPaths = Object.fromEntries(
  Object.entries(files).map(([entry, file]) => [npm.name + entry.slice(1), [file]]),
);
const expectedExports = Object.fromEntries(
  Object.entries(files).map(([entry, file]) => [entry, entryOf(file)]),
);
const faults = [
  ...(["name", "version", "license"] as const).flatMap((key) =>
    differing(`package.json: ${key}`, npm[key], `deno.json: ${key}`, deno[key]),
  ),
  ...(["name", "version", "license"] as const).flatMap((key) =>
    differing(`package.json: ${key}`, npm[key], `package-lock.json: ${key}`, lock[key]),
  ),
  ...differing("package.json: version", npm.version, "core/version.ts: VERSION", VERSION),
  ...differing("package.json: exports", npm.exports, "deno.json: exports", expectedExports),
  ...differing("deno.json: exports", expectedPaths, "tsconfig.json: paths", paths),
  ...Object.values(files).flatMap((file) =>
    existsSync(join(ROOT, file)) ? [] : [`deno.json: exports names ${file}, which is not there`],
  ),
];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

function read<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")) as T;
}

function differing(place: string, value: unknown, otherPlace: string, other: unknown): string[] {
  if (isDeepStrictEqual(value, other)) return [];
  return [
    `${place} and ${otherPlace} differ: ${JSON.stringify(value)} and ${JSON.stringify(other)}`,
  ];
}
