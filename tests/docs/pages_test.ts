import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { ROOT } from "../_support/processes/run_child.ts";

const PAGES: ReadonlyMap<string, string> = new Map(
  ["*.md", "docs/**/*.md", "bench/results/README.md"]
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .sort()
    .map((path) => [path, readFileSync(join(ROOT, path), "utf8")]),
);

/** A page without its fenced blocks, whose lines are left empty. */
function proseOf(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, (block) => block.replaceAll(/[^\n]/g, ""));
}

/** The fragments that a page's headings can be linked by, as hosts of Markdown make them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("documents link to files and headings that exist", () => {
  const broken: string[] = [];
  for (const [path, text] of PAGES) {
    for (const [, target = ""] of proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, anchor] = target.split("#");
      const linked = file ? normalize(join(dirname(path), file)) : path;
      const there = existsSync(join(ROOT, linked));
      const page = PAGES.get(linked);
      if (!there || (anchor && page && !anchorsOf(page).has(anchor))) {
        broken.push(`${path}: ${target}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

test("documents name files and folders of the project that exist", () => {
  const missing: string[] = [];
  for (const [path, text] of PAGES) {
    // The provider that CONTRIBUTING.md adds as an example is not there.
    for (const [, named = ""] of text.matchAll(
      /`((?:api|core|modules|testing|tests)\/[\w./]+)`/g,
    )) {
      if (!/sophia/.test(named) && !existsSync(join(ROOT, named)))
        missing.push(`${path}: ${named}`);
    }
  }
  assert.deepEqual(missing, []);
});

test("documents are wrapped at 100 characters, tables and code excepted", () => {
  const long: string[] = [];
  for (const [path, text] of PAGES) {
    // Docstrings, which the reference is made of, are wrapped where they stand.
    if (path.startsWith("docs/reference/")) continue;
    proseOf(text)
      .split("\n")
      .forEach((line, at) => {
        if (line.length > 100 && !line.startsWith("|")) long.push(`${path}:${at + 1}`);
      });
  }
  assert.deepEqual(long, []);
});
