/**
 * Writes the reference pages in docs/reference from the types and the schema; with `--check`, fails where they differ
 * instead.
 *
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "../modules/mod.ts";
import { readApiDoc } from "./_api_doc.ts";
import { leylinePage } from "./_leyline_page.ts";
import { indexPage, NOTE, plainPage, roleName, rolePage } from "./_reference_pages.ts";
import { ROOT } from "./_run.ts";

const FOLDER = join(ROOT, "docs/reference");

const pages = await makePages();
if (process.argv.includes("--check")) reportStale();
else writePages();

async function makePages(): Promise<Map<string, string>> {
  const api = await readApiDoc();
  const pages = new Map<string, string>();
  pages.set("README.md", indexPage(CATALOGUE));
  pages.set(
    "trainer.md",
    await plainPage(
      api,
      "Trainer, runs and jobs",
      "What `createTrainer()`, `trainer.run()` and `defineJob()` take. Providers have pages of their own.",
      ["createTrainer", "RunOptions", "defineJob", "findLearningRate"],
    ),
  );
  for (const entry of CATALOGUE) {
    pages.set(`${roleName(entry).replaceAll("-", "_")}.md`, await rolePage(api, entry));
  }
  const schema = readFileSync(join(ROOT, "proto/leyline.proto"), "utf8");
  pages.set("leyline.md", leylinePage(NOTE, schema));
  return pages;
}

function writePages(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
}

function reportStale(): void {
  const there = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  const stale = [
    ...[...pages].filter(([name, text]) => !there.includes(name) || read(name) !== text),
    ...there.filter((name) => !pages.has(name)).map((name) => [name]),
  ].map(([name]) => `docs/reference/${name}`);
  if (stale.length === 0) return;
  console.error(`Out of date: ${stale.join(", ")}. Run 'npm run generate' and commit the result.`);
  process.exitCode = 1;
}

function read(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}
