import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./_run.ts";

/** Where examples stand. */
const SOURCES: readonly string[] = [
  "*.md",
  "docs/**/*.md",
  "*.ts",
  "api/*.ts",
  "testing/*.ts",
  "core/**/*.ts",
  "modules/**/*.ts",
  "proto/*.ts",
];

/** The start of a block of TypeScript: in Markdown, or in a docstring behind its asterisk. */
const OPENING = /^(?<margin>\s*(?:\* ?)?)```ts(?<marks>(?: \w+)*)\s*$/;

/** A fenced block of TypeScript. */
export interface Example {
  /** The file that it stands in, from the root. */
  readonly path: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
  /** Whether it is run, and not only checked: its fence says "ts run". */
  readonly runs: boolean;
  /** The code, each character where it stands in the file: lines before and margins are blank. */
  readonly code: string;
}

/** Every block that is fenced as `ts` in the documents and docstrings of the project. */
export function findExamples(): Example[] {
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .sort()
    .flatMap((path) => examplesOf(path, readFileSync(join(ROOT, path), "utf8")));
}

/**
 * The examples in a text.
 *
 * @throws {Error} Where a block is not closed or has a mark other than `run`.
 */
export function examplesOf(path: string, text: string): Example[] {
  const lines = text.split("\n");
  const examples: Example[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opening = OPENING.exec(lines[at] as string)?.groups;
    if (opening === undefined) continue;
    const { margin = "", marks = "" } = opening;
    if (marks !== "" && marks !== " run") {
      throw new Error(
        `The mark of an example must be "run", but is "${marks.trim()}". Cannot check ${path}:${at + 1}.`,
      );
    }
    const end = lines.findIndex(
      (line, index) => index > at && line.trimEnd() === `${margin}\`\`\``,
    );
    if (end < 0) throw new Error(`The block is not closed. Cannot check ${path}:${at + 1}.`);
    const code = lines.slice(at + 1, end).map((line) => blank(margin) + line.slice(margin.length));
    examples.push({
      path,
      line: at + 2,
      runs: marks !== "",
      code: `${"\n".repeat(at + 1)}${code.join("\n")}\n`,
    });
    at = end;
  }
  return examples;
}

function blank(text: string): string {
  return text.replaceAll(/[^\t]/g, " ");
}
