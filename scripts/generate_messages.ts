/**
 * Generates proto/generated from the schemas in proto; with `--check`, fails if they differ instead.
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

/** What is generated of each schema: messages that are only written need no decoder. */
const SCHEMAS = [
  { name: "leyline", schema: "proto/leyline.proto", without: [] },
  { name: "onnx", schema: "proto/onnx/onnx.proto", without: ["decode"] },
] as const;

/** protobufjs's generator, called in this process: it starts no other, on whichever runtime. */
const pbjs = createRequire(import.meta.url)("protobufjs-cli/pbjs") as {
  main(options: string[], done: (error: Error | null) => void): void;
};

type Schema = (typeof SCHEMAS)[number];

/** Generates the code of a schema into `folder`. */
async function generate(folder: string, { name, schema, without }: Schema): Promise<void> {
  const output = join(folder, `${name}.js`);
  const leaveOut = ["service", "delimited", "typeurl", "verify", "convert", ...without].map(
    (it) => `--no-${it}`,
  );
  const options = ["-t", "static-module", "-w", "es6", "-r", "tolaria", "--force-number", "--dts"];
  await promisify(pbjs.main)([...options, ...leaveOut, "-o", output, join(ROOT, schema)]);
  rewrite(
    output,
    (code) =>
      // Numbers, not Long objects, are what a field has that did not arrive, too.
      `/* @ts-self-types="./${name}.d.ts" */\n${code.replaceAll(/\$util\.Long \? \$util\.Long\.fromBits\(0,0,(true|false)\) : 0/g, "0")}`,
  );
  rewrite(join(folder, `${name}.d.ts`), (code) =>
    withoutShapeAliases(code.replace('import Long = require("long");\n', "")),
  );
}

async function generateAll(folder: string): Promise<void> {
  for (const schema of SCHEMAS) await generate(folder, schema);
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

/** The generated files that differ from what the schemas give. */
async function stale(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-messages-"));
  try {
    await generateAll(folder);
    const read = (from: string, file: string) => readFileSync(join(from, file), "utf8");
    const files = SCHEMAS.flatMap(({ name }) => [`${name}.js`, `${name}.d.ts`]);
    return files.filter((file) => read(folder, file) !== read(GENERATED, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) {
  const differing = await stale();
  if (differing.length > 0) {
    console.error(
      `proto/generated/{${differing.join(",")}} is not what the schemas in proto give: run 'npm run generate' and commit it`,
    );
    process.exitCode = 1;
  }
} else {
  await generateAll(GENERATED);
}
