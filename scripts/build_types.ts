/**
 * `bun scripts/build_types.ts`: writes the declarations of what the package exports to `types/`, so that a project with
 * other compiler options than ours checks no source of ours. npm runs it after `npm ci` and before it packs.
 *
 * @module
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { importsOf } from "../tests/_support/sources/source_text.ts";
import { declarationOf, exportedFiles } from "./_exports.ts";
import { ROOT, run } from "./_run.ts";

const FOLDER = join(ROOT, "types");

rmSync(FOLDER, { recursive: true, force: true });
const { code, output } = await run(["tsc", "-p", "tsconfig.types.json"]);
if (code !== 0) {
  rmSync(FOLDER, { recursive: true, force: true });
  process.stderr.write(output);
  process.exit(1);
}
// Declarations that come with generated code are none that the compiler writes.
cpSync(join(ROOT, "proto/generated"), join(FOLDER, "proto/generated"), {
  recursive: true,
  filter: (path) => !path.endsWith(".js"),
});
nameDeclarations();
keepReached(Object.values(exportedFiles()).map((file) => declarationOf(join(FOLDER, file))));

/** Has each declaration name the others by their own files, as Deno looks for no other. */
function nameDeclarations(): void {
  for (const path of declarations()) {
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replaceAll(/(["'])(\.{1,2}\/[^"']+)\.(?:ts|js)\1/g, "$1$2.d.ts$1"));
  }
}

/** Every declaration that the compiler wrote. */
function declarations(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => join(FOLDER, name));
}

/** Removes the declarations that no entry file refers to. */
function keepReached(entries: readonly string[]): void {
  const reached = new Set<string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const folder = dirname(path);
    queue.push(
      ...importsOf(readFileSync(path, "utf8"))
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => join(folder, specifier)),
    );
  }
  for (const path of declarations()) if (!reached.has(path)) rmSync(path);
}
