import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ROOT } from "../processes/run_child.ts";
import type { Sources } from "./source_laws.ts";

const SOURCE = /\.(ts|proto)$/;

/** Folders at the root that no source of the project is in. */
const BUILT: ReadonlySet<string> = new Set(["node_modules", "out", "shared", "types"]);

/** Every source of this project: what git would not track is left out by its folder's name. */
export function readSources(): Sources {
  const paths = readdirSync(ROOT, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && !BUILT.has(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(ROOT, entry.name), { recursive: true, encoding: "utf8" }).map((path) =>
            join(entry.name, path),
          )
        : [entry.name],
    )
    .filter((path) => SOURCE.test(path));
  return new Map(
    paths.map((path) => [
      relative(ROOT, join(ROOT, path)).split(sep).join("/"),
      readFileSync(join(ROOT, path), "utf8"),
    ]),
  );
}
