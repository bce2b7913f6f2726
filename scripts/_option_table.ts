import type { ApiDoc, DocComment, DocDeclaration, DocProperty, DocType } from "./_api_doc.ts";
import { type OptionRule, rulesOf } from "./_option_rules.ts";
import { typeText } from "./_type_text.ts";

/** A docstring as reference pages show it. */
export interface Description {
  readonly text: string;
  /** What stands behind `@default`, in the docstring's own words. */
  readonly byDefault: string | undefined;
}

/** Splits a docstring into what it says and its default. */
export function describe(comment: DocComment | undefined): Description {
  const whole = [comment?.doc ?? "", ...(comment?.tags ?? []).map((tag) => tag.value ?? "")];
  const [text = "", byDefault] = whole.join("\n").split(/@default\s+/);
  return { text: unlinked(text.trim()), byDefault: byDefault?.trim() };
}

/** Text with the names of links in code font. */
export function unlinked(text: string): string {
  return text.replaceAll(/\{@link ([^}]+)\}/g, "`$1`");
}

/** One line of Markdown that fits into a cell. */
export function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

/** Text in code font, safe in a cell. */
export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/**
 * Writes the table of an interface's properties: name, type, range, default and description.
 *
 * @throws {Error} If the default of a docstring is not that of the schema.
 */
export async function optionTable(api: ApiDoc, name: string): Promise<string> {
  const declaration = api.find(name, "interface");
  if (!declaration) throw new Error(`${name} is no public interface`);
  const rows: string[] = [];
  for (const { owner, properties } of declarersOf(api, declaration)) {
    const names = properties.map((property) => property.name);
    const rules = await rulesOf(owner.location.filename, names);
    rows.push(...properties.map((property) => row(name, property, rules.get(property.name))));
  }
  return [
    "| option | type | range | default | description |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function row(owner: string, property: DocProperty, rule: OptionRule | undefined): string {
  const { name, optional, tsType, jsDoc } = property;
  const { text, byDefault } = describe(jsDoc);
  assertSameDefault(`${owner}.${name}`, byDefault, rule?.byDefault);
  const cells = [
    code(name),
    code(typeText(tsType)),
    rangeOf(name, text, tsType, rule),
    cell(byDefault ?? (optional ? "none" : "required")),
    cell(text),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Properties that one interface declares. */
interface Declared {
  readonly owner: DocDeclaration;
  readonly properties: readonly DocProperty[];
}

/** Properties of an interface and of those that it extends, its own first. */
export function propertiesOf(api: ApiDoc, declaration: DocDeclaration): readonly DocProperty[] {
  return declarersOf(api, declaration).flatMap(({ properties }) => properties);
}

function declarersOf(api: ApiDoc, owner: DocDeclaration): readonly Declared[] {
  const own = owner.def.properties ?? [];
  const names = new Set(own.map((property) => property.name));
  const inherited = (owner.def.extends ?? []).flatMap((type) => inheritedFrom(api, type));
  return [{ owner, properties: own }, ...kept(inherited, ({ name }) => !names.has(name))];
}

/** What a type in an `extends` clause adds: an interface, or `Omit` or `Pick` of one. */
function inheritedFrom(api: ApiDoc, type: DocType): readonly Declared[] {
  const { typeName, typeParams = [] } = type.value;
  if (typeName === "Omit" || typeName === "Pick") {
    const named = new Set(typeText(typeParams[1]).match(/\w+/g));
    const picks = typeName === "Pick";
    return kept(inheritedFrom(api, typeParams[0]), ({ name }) => named.has(name) === picks);
  }
  const base = api.find(typeName, "interface");
  return base ? declarersOf(api, base) : [];
}

function kept(
  declared: readonly Declared[],
  keep: (property: DocProperty) => boolean,
): readonly Declared[] {
  return declared.map(({ owner, properties }) => ({ owner, properties: properties.filter(keep) }));
}

const UNITS: Readonly<Record<string, string>> = { Ms: "ms", Bytes: "bytes", Seconds: "s" };

// The words in which docstrings state a range; a schema that can be read comes first.
const STATED =
  /\bin [[(][^\])]*[\])]|\b(?:at least|at most|greater than|more than|from) -?[\d.,]+(?: (?:to|and less than) [\d.,]+)?/i;

/** Unit and range of a number; empty for other types. */
function rangeOf(
  name: string,
  text: string,
  type: DocType | undefined,
  rule: OptionRule | undefined,
): string {
  if (!/\bnumber\b/.test(typeText(type))) return "";
  const suffix = /(?:Ms|Bytes|Seconds)$/.exec(name)?.[0];
  const unit = (suffix && UNITS[suffix]) ?? (/\bbytes\b/i.test(name) ? "bytes" : undefined);
  const range = rule?.range || STATED.exec(text)?.[0].replace(/[.,]$/, "").toLowerCase();
  return cell([unit, range].filter((part) => part).join(", "));
}

function assertSameDefault(option: string, stated: string | undefined, actual: unknown): void {
  if (typeof actual !== "number" || stated === undefined) return;
  const number = Number(stated.replaceAll(/[`,]/g, ""));
  if (Number.isNaN(number) || number === actual) return;
  throw new Error(
    `The docstring of ${option} states the default ${stated}, its schema has ${actual}`,
  );
}
