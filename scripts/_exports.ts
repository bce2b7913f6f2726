import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./_run.ts";

/** What `package.json` says of a path that the package exports. */
export interface ExportEntry {
  /** Its declarations, which a project outside checks in place of our sources. */
  readonly types: string;
  readonly default: string;
}

/** Returns the source file of each path that the package exports: `./api/optimizers.ts` of `./optimizers`. */
export function exportedFiles(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")).exports;
}

/** Returns what `package.json` has to say of a source file. */
export function entryOf(file: string): ExportEntry {
  return { types: declarationOf(file.replace("./", "./types/")), default: file };
}

/** Returns the path of the declarations of a source file. */
export function declarationOf(file: string): string {
  return file.replace(/\.(?:js|ts)$/, ".d.ts");
}
