import type { Catalogue, RoleEntry } from "../core/mod.ts";
import type { ApiDoc, DocDeclaration, DocMethod, DocProperty } from "./_api_doc.ts";
import { cell, code, describe, optionTable, propertiesOf, unlinked } from "./_option_table.ts";
import { signatureText, typeNames, typeText } from "./_type_text.ts";

/** First line of every page. */
export const NOTE =
  "<!-- Written by `npm run generate` from the types. Change the docstrings instead. -->";

/** Name of a role, as in `learning-rate-policy`. */
export function roleName(entry: RoleEntry): string {
  return String((entry.token as symbol).description).replace(/^.*\//, "");
}

/** Writes the page that lists the others. */
export function indexPage(catalogue: Catalogue): string {
  const rows = catalogue.map((entry) => {
    const name = roleName(entry);
    const providers = Object.keys(entry.providers).map((provider) => `\`${provider}\``);
    return `| [${name}](${name.replaceAll("-", "_")}.md) | ${providers.join(", ")} |`;
  });
  return page([
    "# Reference",
    "Every option of every provider, with type, range and default, written from the types.",
    "- [Trainer, runs and jobs](trainer.md)\n- [Leyline](leyline.md): messages and enums",
    ["| role | providers |", "| --- | --- |", ...rows].join("\n"),
  ]);
}

/** Writes a page of functions and interfaces that are no providers. */
export async function plainPage(
  api: ApiDoc,
  title: string,
  intro: string,
  names: readonly string[],
): Promise<string> {
  const shown = new Set(names);
  const parts: string[] = [];
  for (const name of names) parts.push(...(await symbolParts(api, name, shown)));
  return page([`# ${title}`, intro, ...parts, ...(await typeParts(api, names, shown))]);
}

/** Writes the page of a role: its providers with their options, and its port. */
export async function rolePage(api: ApiDoc, entry: RoleEntry): Promise<string> {
  const token = api.find(entry.tokenName, "variable");
  const port = typeNames(token?.def.tsType).find((name) => name !== "ServiceIdentifier");
  const names = Object.keys(entry.providers);
  const parts: string[] = [];
  const shown = new Set<string>(port ? [port] : []);
  for (const name of names) {
    parts.push(`## ${name}()`, ...(await providerParts(api, name, shown)));
  }
  return page([
    `# ${roleName(entry)}`,
    describe(token?.jsDoc).text,
    ...(names.length > 0 ? [providerTable(api, entry)] : ["There is no built-in provider."]),
    ...parts,
    ...(await typeParts(api, names, shown)),
    ...(port ? [`## A provider of your own`, ...portParts(api, entry.tokenName, port)] : []),
  ]);
}

function page(parts: readonly string[]): string {
  return `${[NOTE, ...parts.filter((part) => part !== "")].join("\n\n")}\n`;
}

function providerTable(api: ApiDoc, { providers, fallback }: RoleEntry): string {
  const rows = Object.entries(providers).map(([name, provider]) => {
    const text = describe(functionOf(api, name).jsDoc).text.split("\n\n")[0] ?? "";
    const unsaid = provider === fallback && !text.includes("The default.");
    const note = unsaid ? " The default." : "";
    return `| [\`${name}\`](#${name.toLowerCase()}) | ${cell(text)}${note} |`;
  });
  return ["| provider | description |", "| --- | --- |", ...rows].join("\n");
}

function functionOf(api: ApiDoc, name: string): DocDeclaration {
  const found = api.find(name, "function");
  if (!found) throw new Error(`${name} is no public function`);
  return found;
}

/** Signature, docstring and options of a function. */
async function providerParts(api: ApiDoc, name: string, shown: Set<string>): Promise<string[]> {
  const { def, jsDoc } = functionOf(api, name);
  const params = def.params ?? [];
  const code = `${importOf(api, name)}\n\n${signatureText({ name, ...def, params })}`;
  const parts = [fenced(code), ...docParts({ jsDoc })];
  for (const param of params) {
    const types = typeNames(param).filter((type) => !shown.has(type) && isOptions(api, type));
    for (const type of new Set(types)) {
      shown.add(type);
      parts.push(`\`${type}\`:`, await optionTable(api, type));
    }
  }
  return parts;
}

function importOf(api: ApiDoc, name: string): string {
  const [first, ...others] = api.entriesOf(name);
  const note = others.length > 0 ? ` // or ${others.map((entry) => `"${entry}"`).join(", ")}` : "";
  return `import { ${name} } from "${first}";${note}`;
}

/** A section for a function or an interface. */
async function symbolParts(api: ApiDoc, name: string, shown: Set<string>): Promise<string[]> {
  if (api.find(name, "function")) {
    return [`## ${name}()`, ...(await providerParts(api, name, shown))];
  }
  const declaration = api.find(name, "interface");
  return [`## ${name}`, ...docParts(declaration), await optionTable(api, name)];
}

/** Sections for the public types that the options of `names` refer to, and for those that these refer to. */
async function typeParts(
  api: ApiDoc,
  names: readonly string[],
  shown: Set<string>,
): Promise<string[]> {
  const parts: string[] = [];
  const queue = names.flatMap((name) => referredBy(api, name));
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    const seen = shown.has(type);
    shown.add(type);
    if (seen) continue;
    const alias = api.find(type, "typeAlias");
    if (isOptions(api, type)) {
      const declaration = api.find(type, "interface");
      parts.push(`### ${type}`, ...docParts(declaration), await optionTable(api, type));
    } else if (alias) {
      parts.push(`### ${type}`, fenced(`type ${type} = ${typeText(alias.def.tsType)}`));
      parts.push(...docParts(alias));
    } else continue;
    queue.push(...referredBy(api, type));
  }
  return parts.length > 0 ? ["## Types", ...parts] : [];
}

/** Names in the parameters of a function, the properties of an interface, or an alias. */
function referredBy(api: ApiDoc, name: string): string[] {
  const found = api.find(name, "function", "interface", "typeAlias");
  if (!found) return [];
  if (found.kind === "interface") return typeNames(propertiesOf(api, found));
  const names = typeNames(found.kind === "function" ? found.def.params : found.def.tsType);
  // The options themselves have their table already; what they refer to has not.
  return found.kind === "function"
    ? names.flatMap((type) => [type, ...referredBy(api, type)])
    : names;
}

/** Whether a type is a record of options: an interface with properties and no methods. */
function isOptions(api: ApiDoc, name: string): boolean {
  const found = api.find(name, "interface");
  return !!found && !found.def.methods?.length && propertiesOf(api, found).length > 0;
}

/** The port, and the interfaces of its file that its members refer to. */
function portParts(api: ApiDoc, tokenName: string, port: string): string[] {
  const parts = [`Bind a \`${port}\` to the token \`${tokenName}\`.`];
  const home = api.find(port, "interface")?.location.filename;
  const names = new Set([port]);
  for (const name of names) {
    const found = api.find(name, "interface");
    if (!found || found.location.filename !== home) continue;
    if (name !== port) parts.push(`### ${name}`);
    parts.push(...docParts(found), memberTable(api, found));
    const { properties, methods } = found.def;
    for (const type of typeNames([properties, methods])) names.add(type);
  }
  return parts;
}

function memberTable(api: ApiDoc, declaration: DocDeclaration): string {
  const members = [
    ...propertiesOf(api, declaration).map(propertyRow),
    ...(declaration.def.methods ?? []).map(methodRow),
  ];
  return ["| member | description |", "| --- | --- |", ...members].join("\n");
}

function propertyRow({ name, optional, tsType, jsDoc }: DocProperty): string {
  return `| ${code(`${name}${optional ? "?" : ""}: ${typeText(tsType)}`)} | ${cell(describe(jsDoc).text)} |`;
}

function methodRow(method: DocMethod): string {
  const name = `${method.name}${method.optional ? "?" : ""}`;
  return `| ${code(signatureText({ ...method, name }))} | ${cell(describe(method.jsDoc).text)} |`;
}

/** A docstring with its sources, errors and examples. */
function docParts(found: Pick<DocDeclaration, "jsDoc"> | undefined): string[] {
  const tags = found?.jsDoc?.tags ?? [];
  const told = (kind: string, lead: string) =>
    tags.filter((tag) => tag.kind === kind).map((tag) => `${lead}${unlinked(tag.doc ?? "")}`);
  return [
    describe(found?.jsDoc).text,
    ...told("param", "").map((text, at) => parameter(tags, text, at)),
    ...told("throws", "Throws: "),
    ...told("see", "Source: "),
    // Examples of docstrings are tested where they stand: here they are only shown.
    ...told("example", "").map((text) =>
      text.trim().replaceAll(/^```ts(?: run)?$/gm, "```typescript"),
    ),
  ];
}

function parameter(
  tags: readonly { readonly kind: string; readonly name?: string }[],
  text: string,
  at: number,
): string {
  const { name } = tags.filter((tag) => tag.kind === "param")[at] ?? {};
  return `- \`${name}\`: ${text}`;
}

function fenced(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}
