/**
 * `bun scripts/api_snapshot.ts`: writes docs/api.txt, a line a public name with its kind and signature, so that a change of
 * the public face shows in a review; with `--check`, fails where the file is out of date instead.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DocDeclaration, type DocMethod, type DocProperty, readApiDoc } from "./_api_doc.ts";
import { exportedFiles } from "./_exports.ts";
import { ROOT } from "./_run.ts";
import { paramText, signatureText, typeText } from "./_type_text.ts";

const FILE = join(ROOT, "docs/api.txt");
const PACKAGE = "tolaria";

const api = await readApiDoc();
const paths = Object.keys(exportedFiles()).map((path) => PACKAGE + path.slice(1));
const text = `# The public names by path. Written by \`npm run generate\`.\n${paths.map(section).join("")}`;
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, "utf8") !== text) {
  console.error("docs/api.txt is out of date: run 'npm run generate' and look at what changed");
  process.exitCode = 1;
}

/** The names that a path exports. What is declared by another path refers to it. */
function section(path: string): string {
  const names = api.names().filter((name) => api.entriesOf(name).includes(path));
  const lines = names.map((name) => {
    const other =
      path === PACKAGE ? api.entriesOf(name).find((entry) => entry !== path) : undefined;
    return other ? `${name}: see ${other}` : lineOf(name, api.declarationOf(name));
  });
  return `\n${path} (${names.length})\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function lineOf(name: string, declaration: DocDeclaration | undefined): string {
  if (!declaration) return name;
  const { kind, def } = declaration;
  switch (kind) {
    case "function":
      return `function ${signatureText({ name, returnType: def.returnType, params: def.params ?? [] })}`;
    case "typeAlias":
      return `type ${name} = ${typeText(def.tsType)}`;
    case "variable":
      return `const ${name}: ${typeText(def.tsType)}`;
    case "enum":
      return `enum ${name} { ${(def.members ?? []).map((member) => member.name).join(", ")} }`;
    default:
      return `${kind} ${name} { ${membersOf(def).join("; ")} }`;
  }
}

function membersOf({
  constructors = [],
  properties = [],
  methods = [],
}: DocDeclaration["def"]): string[] {
  return [
    ...constructors.map(({ params }) => `constructor(${params.map(paramText).join(", ")})`),
    ...properties.map(propertyText),
    ...methods.map(methodText),
  ];
}

function propertyText({ name, optional, tsType }: DocProperty): string {
  return `${name}${optional ? "?" : ""}: ${typeText(tsType)}`;
}

function methodText({
  name,
  functionDef,
  params,
  returnType,
  isStatic,
  optional,
}: DocMethod): string {
  const called = `${isStatic ? "static " : ""}${name}${optional ? "?" : ""}`;
  return signatureText({ name: called, params: params ?? [], returnType, ...functionDef });
}
