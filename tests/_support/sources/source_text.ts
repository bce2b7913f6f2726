/** What to put in the place of a string or a regular expression, given as it is written. */
export type Replace = (literal: string) => string;

/** A slash after one of these begins a regular expression, and no division. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%~^<>\n]|\breturn|\btypeof)\s*$/;

const REGEXP = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/;
const TEMPLATE_TEXT = /^(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/;
const STRING = /^(["'])((?:\\.|(?!\1)[^\\])*)\1/;

/** What is code, whatever stands before it. */
const PLAIN = /^[^"'`/{}]+/;

/** Returns `work`'s result for a text that it has had already: many laws look at the same sources. */
function kept<T>(work: (source: string) => T): (source: string) => T {
  const results = new Map<string, T>();
  return (source) => {
    const result = results.get(source) ?? work(source);
    results.set(source, result);
    return result;
  };
}

/** What hides what strings say; a string that is one word stays, as it may name a property. */
export const hideText: Replace = (literal) =>
  /^["']\w+["']$/.test(literal) || literal === ""
    ? literal
    : literal.startsWith("/")
      ? "/ /"
      : '""';

/**
 * TypeScript without its comments.
 *
 * @param replace Called with each string and each regular expression, and with the text of templates, whose
 * code stays. Without it, they stay too.
 */
export function codeOf(source: string, replace?: Replace): string {
  if (replace === undefined) return plainCodeOf(source);
  let code = "";
  let at = 0;
  // Depth of braces at which each open `${` of a template ends.
  const templates: number[] = [];
  let depth = 0;
  const template = () => {
    const [text = ""] = source.slice(at).match(TEMPLATE_TEXT) ?? [];
    const opens = source.startsWith("${", at + text.length);
    if (opens) templates.push(depth);
    const end = opens ? "${" : "`";
    code += (replace === hideText ? "" : text) + end;
    at += text.length + end.length;
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 2000);
    const plain = rest.match(PLAIN);
    const text = rest.match(STRING);
    const pattern =
      source[at] === "/" && BEFORE_REGEXP.test(code.slice(-80)) ? rest.match(REGEXP) : null;
    if (plain) {
      code += plain[0];
      at += plain[0].length;
    } else if (rest.startsWith("//")) {
      at = endOf(source, "\n", at);
    } else if (rest.startsWith("/*")) {
      at = endOf(source, "*/", at) + 2;
    } else if (text) {
      code += replace(text[0]);
      at += text[0].length;
    } else if (pattern) {
      code += replace(pattern[0]);
      at += pattern[0].length;
    } else if (source[at] === "`") {
      code += "`";
      at += 1;
      template();
    } else if (source[at] === "}" && templates.at(-1) === depth) {
      templates.pop();
      code += "}";
      at += 1;
      template();
    } else {
      if (source[at] === "{") depth += 1;
      if (source[at] === "}") depth -= 1;
      code += source[at];
      at += 1;
    }
  }
  return code;
}

const plainCodeOf = kept((source) => codeOf(source, (literal) => literal));

function endOf(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at;
}

/** What a source imports or re-exports, as it is written there. */
export const importsOf: (source: string) => readonly string[] = kept((source) => {
  const literals: string[] = [];
  // Numbered, so that no string that holds code is taken for code.
  const code = codeOf(source, (literal) => `"${literals.push(literal) - 1}"`);
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*"(\d+)"/g)].map(([, number]) =>
    (literals[Number(number)] as string).slice(1, -1),
  );
});

/** Specifiers of what a source loads: without what it imports for types alone. */
export function loadedBy(source: string): readonly string[] {
  const types =
    /\b(?:import|export) type (?:\{[^}]*\}|\* as \w+|\w+) from "[^"]*"|\bimport\("[^"]*"\)\.\w+/g;
  return importsOf(codeOf(source).replaceAll(types, ""));
}
