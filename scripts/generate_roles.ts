/**
 * Writes the table of roles in docs/providers.md from the catalogue; with `--check`, fails where they differ instead.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RoleEntry } from "../core/mod.ts";
import { CATALOGUE } from "../modules/mod.ts";
import { ROOT } from "./_run.ts";

const PAGE = join(ROOT, "docs/providers.md");
const TABLE = /(?<=^<!-- roles: .* -->\n)[\s\S]*(?=^<!-- end of roles -->$)/m;

const before = readFileSync(PAGE, "utf8");
if (!TABLE.test(before)) throw new Error("docs/providers.md has no place for the table of roles");
const after = before.replace(TABLE, () => table());
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, after);
} else if (after !== before) {
  console.error(
    "The table of roles in docs/providers.md is out of date: run 'npm run generate' and commit it",
  );
  process.exitCode = 1;
}

function table(): string {
  const head = ["| role | token | providers | default |", "| --- | --- | --- | --- |"];
  return `${[...head, ...CATALOGUE.map(row)].join("\n")}\n`;
}

function row(entry: RoleEntry): string {
  const { token, tokenName, cardinality, providers, fallback } = entry;
  const role = String((token as symbol).description).replace(/^.*\//, "");
  const names = Object.keys(providers).map((name) => `\`${name}\``);
  const byDefault = Object.entries(providers).find(([, provider]) => provider === fallback)?.[0];
  const many = cardinality === "many" ? ", any number" : "";
  const cells = [role + many, `\`${tokenName}\``, names.join(", ")];
  return `| ${[...cells, byDefault ? `\`${byDefault}\`` : ""].join(" | ")} |`;
}
