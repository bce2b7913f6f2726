import { cell, code } from "./_option_table.ts";

/** A message or an enum of a schema. */
export interface Definition {
  readonly kind: "message" | "enum";
  readonly name: string;
  /** The heading that it stands under. */
  readonly section: string;
  readonly comment: string;
  readonly fields: readonly {
    readonly name: string;
    readonly number: string;
    /** Type of a message's field; empty for a value of an enum. */
    readonly type: string;
    readonly comment: string;
  }[];
}

const SECTION = /^\/\/ ---- (.+) ----$/;
const COMMENT = /^\s*\/\/ ?(.*)$/;
const OPENING = /^(message|enum) (\w+) \{/;
const FIELD = /^ +(?:([\w.]+(?:<[^>]+>)?|repeated [\w.]+|optional [\w.]+) )?(\w+) = (\d+);/;

/**
 * Reads the messages and enums of a schema, with the comments above them.
 *
 * It knows the form that the project's schema has: no nested messages, a comment on lines of its own.
 */
export function readDefinitions(schema: string): Definition[] {
  const found: { -readonly [K in keyof Definition]: Definition[K] }[] = [];
  let section = "";
  let comment: string[] = [];
  for (const line of schema.split("\n")) {
    const heading = SECTION.exec(line);
    const [, kind, name] = OPENING.exec(line) ?? [];
    const [, type, field, number] = FIELD.exec(line) ?? [];
    const note = heading ? undefined : COMMENT.exec(line)?.[1];
    if (heading) section = heading[1] as string;
    if (name) {
      const of = kind as Definition["kind"];
      found.push({ kind: of, name, section, comment: comment.join(" "), fields: [] });
    }
    const last = found.at(-1);
    if (field && number && last) {
      const added = { name: field, number, type: type ?? "", comment: comment.join(" ") };
      last.fields = [...last.fields, added];
    }
    comment = note === undefined ? [] : [...comment, note];
  }
  return found;
}

/** Writes the page of a schema. */
export function leylinePage(note: string, schema: string): string {
  const definitions = readDefinitions(schema);
  const parts = definitions.flatMap((definition, at) => [
    ...(definition.section === definitions[at - 1]?.section ? [] : [`## ${definition.section}`]),
    `### ${definition.name}`,
    definition.comment,
    table(definition),
  ]);
  return `${[note, "# Leyline", INTRO, ...parts.filter((part) => part !== "")].join("\n\n")}\n`;
}

const INTRO = `The messages and enums of [proto/leyline.proto](../../proto/leyline.proto), package
\`esper.leyline.v1\`. In code they are in \`tolaria/leyline\`, with fields in camelCase. The schema is
append-only: names and numbers are never changed or reused.`;

function table({ kind, fields }: Definition): string {
  const rows = fields.map(({ name, number, type, comment }) => {
    const cells = [number, code(name), ...(kind === "message" ? [code(type)] : []), cell(comment)];
    return `| ${cells.join(" | ")} |`;
  });
  const head =
    kind === "message"
      ? ["| number | field | type | description |", "| --- | --- | --- | --- |"]
      : ["| number | value | description |", "| --- | --- | --- |"];
  return [...head, ...rows].join("\n");
}
