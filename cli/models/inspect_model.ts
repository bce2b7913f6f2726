import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspectModel, type ModelDigest } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { sizeText } from "../size_text.ts";
import { table } from "../table.ts";

/** Whether `path` is a model folder, and no directory of checkpoints. */
export function isModelFolder(path: string): boolean {
  return ["tolaria.json", "model.json"].some((name) => existsSync(join(path, name)));
}

/** Shows what is in a model folder, once its hashes are verified. */
export async function inspectFolder(
  directory: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const digest = await inspectModel(directory);
  process.stdout.write(json ? `${JSON.stringify(digest)}\n` : render(directory, digest));
  return EXIT_CODES.done;
}

function render(directory: string, digest: ModelDigest): string {
  const { info, tokenizer, layers, parameters, files } = digest;
  const { trained, frozen } = parameters;
  return [
    `model folder ${directory}`,
    ...(info ? aboutLines(info) : ["written by another tool: it has no tolaria.json"]),
    ...(tokenizer ? [`  tokenizer   ${tokenizerText(tokenizer)}`] : []),
    "",
    table(
      ["layer", "class", "output", "parameters"],
      layers.map(({ name, className, output, parameters: count }) => [
        name,
        className,
        output,
        count.toLocaleString("en-US"),
      ]),
    ),
    `${(trained + frozen).toLocaleString("en-US")} parameters, ${frozen.toLocaleString("en-US")} of them not trained`,
    "",
    table(
      ["file", "size", "sha256", "hash"],
      files.map(({ name, sha256, verified }) => [
        name,
        sizeText(statSync(join(directory, name)).size),
        sha256.slice(0, 12),
        verified ? "as written" : "not known",
      ]),
    ),
    "",
  ].join("\n");
}

function aboutLines(info: NonNullable<ModelDigest["info"]>): string[] {
  const { host, tolaria, weights, epoch, step, seed, objective, metrics, seeds } = info;
  const when = epoch === undefined ? "" : ` of epoch ${epoch}, step ${step}`;
  const { train, validation } = metrics ?? {};
  const passes = Object.entries({ train, validation }).flatMap(([pass, report]) => {
    if (!report) return [];
    const numbers = Object.entries({ loss: report.loss, ...report.metrics });
    return `  ${pass.padEnd(12)}${numbers.map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join(", ")}`;
  });
  return [
    `  network     ${host}, ${weights} weights${when}, by Tolaria ${tolaria}`,
    ...(seed === undefined ? [] : [`  seed        ${seed}`]),
    ...(objective ? [`  objective   ${objective.name}`] : []),
    ...passes,
    ...info.inputs.map((column) => `  input       ${columnText(column)}`),
    ...info.targets.map((column) => `  target      ${columnText(column)}`),
    ...preparationLines(info),
    ...seeds.map(
      ({ slot, share }) => `  seed in     ${slot}${share < 1 ? `, at a share of ${share}` : ""}`,
    ),
  ];
}

function tokenizerText({ name, size }: NonNullable<ModelDigest["tokenizer"]>): string {
  return size === undefined ? name : `${name}, ${size.toLocaleString("en-US")} ids`;
}

type Column = NonNullable<ModelDigest["info"]>["inputs"][number];

function columnText({ name, shape, dtype, classes, categories }: Column): string {
  const kinds = categories?.length
    ? `, classes ${categories.slice(0, 10).join(", ")}${categories.length > 10 ? ", ..." : ""}`
    : classes === undefined
      ? ""
      : `, ${classes} classes`;
  return `${name} ${dtype} [${shape.join(", ")}]${kinds}`;
}

function preparationLines({ prepared }: NonNullable<ModelDigest["info"]>): string[] {
  const width = Math.max(10, ...Object.keys(prepared).map((name) => name.length));
  return Object.entries(prepared).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
