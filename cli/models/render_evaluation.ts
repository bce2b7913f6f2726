import type { Evaluation } from "../../modules/mod.ts";
import { table } from "../table.ts";

/** Renders what a model does on a split, with a final line break. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { loss, metrics, split, examples, perClass = {}, matrices = {} } = evaluation;
  const numbers = Object.entries({ loss, ...metrics }).map(([name, value]) => [
    name,
    formatted(value),
  ]);
  const where = split ? `${split} split` : "file";
  return [
    `${examples.toLocaleString("en-US")} examples of the ${where}\n`,
    table(["metric", "value"], numbers),
    ...Object.entries(perClass).map(([name, classes]) => {
      const rows = classes.map(({ class: one, value, support }) => [
        one,
        formatted(value),
        formatted(support),
      ]);
      return `\n${name} of each class\n${table(["class", name, "examples"], rows)}`;
    }),
    ...Object.entries(matrices).map(([name, { classes, counts }]) => {
      const rows = counts.map((row, at) => [classes[at] ?? "", ...row.map(formatted)]);
      return `\n${name}: a row for each true class\n${table(["", ...classes], rows)}`;
    }),
    "",
  ].join("\n");
}

function formatted(value: number): string {
  return Number.isInteger(value)
    ? value.toLocaleString("en-US")
    : String(Number(value.toPrecision(4)));
}
