/**
 * Generates proto/generated from proto/leyline.proto; with `--check`, fails where they differ instead.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT: string = join(import.meta.dirname, "..");
const GENERATED: string = join(ROOT, "proto/generated");
const FILES = ["leyline.js", "leyline.d.ts"] as const;

/** protobufjs's generator, called in this process: it starts no other, on whichever runtime. */
const pbjs = createRequire(import.meta.url)("protobufjs-cli/pbjs") as {
  main(options: string[], done: (error: Error | null) => void): void;
};

/** Generates the code into `folder`. */
async function generate(folder: string): Promise<void> {
  const output = join(folder, "leyline.js");
  const leaveOut = ["service", "delimited", "typeurl", "verify", "convert"].map(
    (it) => `--no-${it}`,
  );
  const options = ["-t", "static-module", "-w", "es6", "-r", "tolaria", "--force-number", "--dts"];
  const schema = join(ROOT, "proto/leyline.proto");
  await promisify(pbjs.main)([...options, ...leaveOut, "-o", output, schema]);
  rewrite(
    output,
    (code) =>
      // Numbers, not Long objects, are what a field has that did not arrive, too.
      `/* @ts-self-types="./leyline.d.ts" */\n${code.replaceAll(/\$util\.Long \? \$util\.Long\.fromBits\(0,0,(true|false)\) : 0/g, "0")}`,
  );
  rewrite(join(folder, "leyline.d.ts"), (code) =>
    withoutShapeAliases(code.replace('import Long = require("long");\n', "")),
  );
}

/** Names what a `$Shape` stands for where it is but an alias: Deno loses those when it publishes. */
function withoutShapeAliases(code: string): string {
  const aliases = [...code.matchAll(/type \$Shape = ([\w.]+)\.\$Properties;/g)];
  return aliases.reduce(
    (text, [, name]) => text.replaceAll(`${name}.$Shape`, () => `${name}.$Properties`),
    code,
  );
}

function rewrite(path: string, change: (code: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/** The generated files that differ from what the schema gives. */
async function stale(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-leyline-"));
  try {
    await generate(folder);
    const read = (from: string, file: string) => readFileSync(join(from, file), "utf8");
    return FILES.filter((file) => read(folder, file) !== read(GENERATED, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) {
  const differing = await stale();
  if (differing.length > 0) {
    console.error(
      `proto/generated/{${differing.join(",")}} is not what proto/leyline.proto gives: run 'npm run generate' and commit it`,
    );
    process.exitCode = 1;
  }
} else {
  await generate(GENERATED);
}
