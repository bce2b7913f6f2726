import { posix } from "node:path";
import { codeOf, hideText, importsOf, loadedBy } from "./source_text.ts";

/** Texts of a source tree by their path from its root. */
export type Sources = ReadonlyMap<string, string>;

/** A law: it names every place that breaks it. */
export type Law = (sources: Sources) => string[];

const MAX_LINES = 300;

/** Files beside core's mod.ts that a path of the public face is made of. */
const FACES: readonly string[] = ["core/ports.ts", "core/reports.ts", "core/worker.ts"];

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path from the root; undefined for what lies outside of the tree. */
  readonly target: string | undefined;
}

function allImports(sources: Sources, within: RegExp): Import[] {
  return [...sources]
    .filter(([path]) => within.test(path) && path.endsWith(".ts"))
    .flatMap(([from, text]) =>
      importsOf(text).map((specifier) => ({
        from,
        specifier,
        target: specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined,
      })),
    );
}

/** Modules of Node that every runtime has, and those of Bun, which {@link runtimesAreNamedOnce} watches over. */
const builtIn = (specifier: string) => /^(node|bun):/.test(specifier);

const say = ({ from, specifier }: Import) => `${from} imports ${specifier}`;

/** The core knows no provider, and nobody who uses it. */
export const coreStandsAlone: Law = (sources) =>
  allImports(sources, /^core\//)
    .filter(
      ({ target }) =>
        target !== undefined && !/^(core\/|proto\/|deps(?:_worker)?\.ts$)/.test(target),
    )
    .map(say);

/** Of the core, only the engine imports the engine: it knows every concern, and none knows it. */
export const engineIsTheTop: Law = (sources) =>
  allImports(sources, /^core\/(?!engine\/|mod\.ts$|ports\.ts$|reports\.ts$)/)
    .filter(({ target }) => target?.startsWith("core/engine/"))
    .map(say);

/** The room of a file of the core: its folder, with the ports as one room; a file at the top is a room of its own. */
function roomOf(path: string): string | undefined {
  if (!path.startsWith("core/") || FACES.includes(path) || path === "core/mod.ts") return undefined;
  const [, folder, ...rest] = path.split("/");
  return rest.length === 0 ? path : `core/${folder}`;
}

/** Rooms of the core import one another in one direction, types counted: names every way that closes a circle. */
export const coreRoomsFormNoCircle: Law = (sources) => {
  const ways = new Map<string, Set<string>>();
  for (const { from, target = "" } of allImports(sources, /^core\//)) {
    const [a, b] = [roomOf(from), roomOf(target)];
    if (a && b && a !== b) ways.set(a, (ways.get(a) ?? new Set()).add(b));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(ways.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...ways].flatMap(([a, nexts]) =>
    [...nexts].filter((b) => reaches(b, a)).map((b) => `${a} imports ${b}, which leads back`),
  );
};

/** The machine's clocks are read in one place; everything else asks the port, or that place by name. */
export const clocksAreReadOnce: Law = (sources) =>
  [...sources]
    .filter(([path]) => /^(core|modules|cli)\//.test(path) && !path.endsWith("/machine_clock.ts"))
    .flatMap(([path, text]) => {
      const found = codeOf(text, hideText).match(/performance\.now\(|Date\.now\(|new Date\(\)/);
      return found ? [`${path} reads ${found[0]}`] : [];
    });

/** A provider imports none but what its role shares, or all roles share, in folders that begin with `_`. */
export const providersKeepApart: Law = (sources) =>
  allImports(sources, /^modules\/[^/]+\/[^/]+\//)
    .filter(({ from, target }) => {
      const [, role, own] = from.split("/");
      const [top, otherRole, other, ...rest] = (target ?? "").split("/");
      if (top !== "modules" || otherRole?.startsWith("_")) return false;
      const shared = otherRole === role && other?.startsWith("_") === true;
      return rest.length === 0 || !(shared || (otherRole === role && other === own));
    })
    .map(say);

/**
 * Third parties come in by deps.ts and what it re-exports, and by deps_optional.ts. Examples name what their
 * users would; tests and tools name what only they need, and that none of the doors has.
 */
export const thirdPartiesComeByDeps: Law = (sources) => {
  const doors = [...sources].filter(([path]) => /^(deps(_\w+)?\.ts$|tfjs\/)/.test(path));
  const offered = new Set(
    doors
      .flatMap(([, text]) => importsOf(text))
      .filter((one) => /^[^.]/.test(one) && !builtIn(one)),
  );
  return [
    ...allImports(
      sources,
      /^(api|core|modules|cli|testing|mod\.ts$|proto\/(?!generated\/))/,
    ).filter(({ specifier }) => !specifier.startsWith(".") && !builtIn(specifier)),
    ...allImports(sources, /^(tests|bench|scripts)\//).filter(({ specifier }) =>
      offered.has(specifier),
    ),
  ].map(say);
};

/** What a thread or process of Tolaria's own loads has no tensors: tfjs would cost each a fifth of a second and its memory. */
export const workersLoadNoTensors: Law = (sources) =>
  [...sources.keys()]
    .filter((path) => /^modules\/.*\/_\w+_main\.ts$/.test(path))
    .flatMap((main) => {
      const loaded = new Set<string>();
      const load = (path: string) => {
        if (loaded.has(path)) return;
        loaded.add(path);
        for (const specifier of loadedBy(sources.get(path) ?? "")) {
          if (specifier.startsWith(".")) load(posix.join(posix.dirname(path), specifier));
        }
      };
      load(main);
      return ["deps.ts", "core/mod.ts"]
        .filter((path) => loaded.has(path))
        .map((path) => `${main} loads ${path}`);
    });

/** Only core/runtime names a runtime; what measures and tests them may. */
export const runtimesAreNamedOnce: Law = (sources) =>
  [...sources]
    .filter(([path]) => !/^(core\/runtime|bench|tests|scripts)\//.test(path))
    .flatMap(([path, text]) => {
      const found = codeOf(text, hideText).match(
        /(?<![\w$])(?:Bun|Deno)(?![\w$])|\bversions\.(?:bun|deno)\b/,
      );
      const named = found?.[0] ?? importsOf(text).find((one) => one.startsWith("bun:"));
      return named === undefined ? [] : [`${path} names ${named}`];
    });

/** What a folder with a mod.ts shows is what that shows. Tests look inside, to test what is there. */
export const foldersAreEnteredByTheirMod: Law = (sources) =>
  allImports(sources, /^(?!tests\/)/)
    .filter(({ from, target }) => {
      if (target === undefined) return false;
      if (from.startsWith("api/") && FACES.includes(target)) return false;
      if (target === "core/worker.ts") return false;
      const parents = target.split("/").slice(0, -1);
      const entered = parents
        .map((_, index) => parents.slice(0, index + 1).join("/"))
        .filter((folder) => !from.startsWith(`${folder}/`) && sources.has(`${folder}/mod.ts`));
      return entered.length > 0 && target !== `${entered.at(-1)}/mod.ts`;
    })
    .map(say);

/** Leyline's names are declared in proto/ alone. */
export const leylineIsDeclaredOnce: Law = (sources) => {
  const schema = sources.get("proto/leyline.proto") ?? "";
  const types = [...schema.matchAll(/^\s*(?:enum|message)\s+(\w+)/gm)].map(([, name]) => name);
  const values = [...schema.matchAll(/^\s*([A-Z][A-Z0-9_]+)\s*=\s*\d+\s*;/gm)].map(([, n]) => n);
  const names = [...types, ...values].join("|");
  const declared = new RegExp(
    `\\b(?:enum|interface|class|const|let|var|function)\\s+(${names})\\b|\\btype\\s+(${names})\\s*[<=]|\\b(${values.join("|")})["']?\\s*[:=]\\s*["'\\d]`,
    "g",
  );
  return [...sources]
    .filter(([path]) => path.endsWith(".ts") && !path.startsWith("proto/"))
    .flatMap(([path, text]) =>
      [...codeOf(text).matchAll(declared)].map(([, a, b, c]) => `${path} declares ${a ?? b ?? c}`),
    );
};

/** Files are short, in snake_case, and no folder has an index.ts. What ends in .as.ts is AssemblyScript. */
export const filesAreShortAndNamedAlike: Law = (sources) =>
  [...sources]
    .filter(([path]) => path.endsWith(".ts") && !path.startsWith("proto/generated/"))
    .flatMap(([path, text]) => {
      const lines = text.trimEnd().split("\n").length;
      const name = posix.basename(path);
      return [
        ...(lines > MAX_LINES ? [`${path} has ${lines} lines`] : []),
        ...(name === "index.ts" || !/^_?[a-z0-9]+(_[a-z0-9]+)*(\.as)?\.ts$/.test(name)
          ? [`${path} is not called so`]
          : []),
      ];
    });
