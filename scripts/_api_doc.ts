import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./_run.ts";

/** A type as `deno doc` describes it; what `value` is depends on `kind`. */
export interface DocType {
  readonly kind: string;
  readonly repr?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a tree of another program's, read in one place
  readonly value?: any;
}

/** A docstring and its tags. */
export interface DocComment {
  readonly doc?: string;
  readonly tags?: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly doc?: string;
    readonly value?: string;
  }[];
}

/** A parameter of a function or method. */
export interface DocParam {
  readonly kind: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly tsType?: DocType;
  readonly left?: DocParam;
  readonly arg?: DocParam;
}

/** A property of an interface. */
export interface DocProperty {
  readonly name: string;
  readonly jsDoc?: DocComment;
  readonly optional?: boolean;
  readonly tsType?: DocType;
}

/** A method of an interface. */
export interface DocMethod {
  readonly name: string;
  readonly jsDoc?: DocComment;
  readonly optional?: boolean;
  readonly params: readonly DocParam[];
  readonly returnType?: DocType;
  /** What a method of a class has in place of the two before. */
  readonly functionDef?: {
    readonly params: readonly DocParam[];
    readonly returnType?: DocType;
  };
  readonly isStatic?: boolean;
}

/** A declaration of a public symbol. */
export interface DocDeclaration {
  readonly kind: string;
  readonly jsDoc?: DocComment;
  readonly location: { readonly filename: string };
  readonly def: {
    readonly params?: readonly DocParam[];
    readonly returnType?: DocType;
    readonly tsType?: DocType;
    readonly extends?: readonly DocType[];
    readonly properties?: readonly DocProperty[];
    readonly methods?: readonly DocMethod[];
    readonly constructors?: readonly { readonly params: readonly DocParam[] }[];
    readonly members?: readonly { readonly name: string }[];
  };
}

interface DocFile {
  readonly symbols: readonly {
    readonly name: string;
    readonly declarations: readonly DocDeclaration[];
  }[];
}

/** A public symbol, and where it is imported from. */
interface Exported {
  readonly declarations: readonly DocDeclaration[];
  /** Names of entries, the package's own first: `tolaria`, `tolaria/optimizers`. */
  readonly entries: readonly string[];
}

/** The public symbols of the package, by name. */
export class ApiDoc {
  readonly #found: ReadonlyMap<string, Exported>;

  constructor(found: ReadonlyMap<string, Exported>) {
    this.#found = found;
  }

  /** Returns the public names, in the order of the alphabet. */
  names(): string[] {
    return [...this.#found.keys()].sort();
  }

  /** Returns the first declaration of a name. */
  declarationOf(name: string): DocDeclaration | undefined {
    return this.#found.get(name)?.declarations[0];
  }

  /** Returns the entries that export a name. */
  entriesOf(name: string): readonly string[] {
    return this.#found.get(name)?.entries ?? [];
  }

  /** Returns the declaration of a name that is of one of these kinds, if there is one. */
  find(name: string, ...kinds: readonly string[]): DocDeclaration | undefined {
    return this.#found
      .get(name)
      ?.declarations.find((declaration) => kinds.includes(declaration.kind));
  }
}

/** Reads what the entry files of `deno.json` export, third parties' symbols left out. */
export async function readApiDoc(): Promise<ApiDoc> {
  mkdirSync(join(ROOT, "out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "out/api-doc-"));
  try {
    const { name, exports } = readManifest();
    const files = Object.values(exports).map((file, at) => copyEntry(folder, file, at));
    const entries = Object.keys(exports).map((path) => name + path.slice(1));
    const command = ["deno", "doc", "--json", "--quiet", "--no-npm", ...files];
    const { code, output } = await run(command);
    if (code !== 0) throw new Error(`deno doc failed: ${output}`);
    const { nodes } = JSON.parse(output) as { nodes: Record<string, DocFile> };
    return new ApiDoc(
      byName(
        files.map((file) => nodes[`file://${file}`]),
        entries,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readManifest(): { readonly name: string; readonly exports: Record<string, string> } {
  return JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
}

/** Copies an entry file without what it passes on from `deps.ts`, which `deno doc` would look for in the registry. */
function copyEntry(folder: string, file: string, number: number): string {
  const depth = file.split("/").slice(1, -1).join("/");
  const up = `../../${depth && `${depth}/`}`;
  const copy = join(folder, `${number}.ts`);
  const source = readFileSync(join(ROOT, file), "utf8")
    .replaceAll(/^export (?:type )?\{[^}]*\} from "[^"]*\/deps\.ts";$/gm, "")
    .replaceAll(/(from ")(\.{1,2}\/)/g, `$1${up}$2`);
  writeFileSync(copy, source);
  return copy;
}

function byName(
  files: readonly (DocFile | undefined)[],
  entries: readonly string[],
): Map<string, Exported> {
  const found = new Map<string, Exported>();
  files.forEach((file, at) => {
    for (const { name, declarations } of file?.symbols ?? []) {
      const before = found.get(name) ?? { declarations: [], entries: [] };
      found.set(name, {
        declarations: [...before.declarations, ...declarations],
        entries: [...before.entries, entries[at] as string],
      });
    }
  });
  return found;
}
