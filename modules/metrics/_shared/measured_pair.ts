import { type Column, errorMessage, type Host, TolariaError } from "../../../core/mod.ts";
import type { Checked, MetricOptions } from "./options.ts";

/** An output of a network and the column that it is measured against, by their numbers. */
export interface MeasuredPair {
  readonly output: number;
  readonly target: number;
  /** Shape of the output without the batch axis. */
  readonly shape: readonly (number | null)[];
  /** Activation of the output; undefined if it is unknown. */
  readonly activation: string | undefined;
  readonly column: Column;
}

/** Fails with `host/unsupported` and the rule that is broken. */
export function refuse(metric: string, rule: string): never {
  throw new TolariaError("host/unsupported", errorMessage(rule, `measure ${metric}`));
}

/** Finds what `options` name; throws if that could be meant otherwise or does not exist. */
export function measuredPair(
  metric: string,
  options: Checked<Pick<MetricOptions, "output" | "target">>,
  host: Host,
  targets: readonly Column[],
): MeasuredPair {
  const output = outputOf(metric, options.output, host);
  const target = targetOf(metric, options.target, output, targets, host);
  return {
    output,
    target,
    shape: host.outputShapes[output] as readonly (number | null)[],
    activation: host.outputActivations[output],
    column: targets[target] as Column,
  };
}

function outputOf(
  metric: string,
  output: string | number | undefined,
  { outputShapes, outputNames = [] }: Host,
): number {
  const count = outputShapes.length;
  if (output === undefined) {
    if (count === 1) return 0;
    return refuse(metric, `the network has ${count} outputs: name one, as { output: "label" }`);
  }
  const at = typeof output === "number" ? output : outputNames.indexOf(output);
  if (at >= 0 && at < count) return at;
  const known = outputNames.flatMap((name) => name ?? []).join(", ") || "none";
  return refuse(
    metric,
    `the network has no output ${JSON.stringify(output)}; it has ${count}, with the names ${known}`,
  );
}

function targetOf(
  metric: string,
  name: string | undefined,
  output: number,
  targets: readonly Column[],
  { outputShapes }: Host,
): number {
  const known = targets.map((column) => column.name);
  if (name !== undefined) {
    const at = known.indexOf(name);
    if (at >= 0) return at;
    return refuse(
      metric,
      `the data have no target column "${name}"; those are ${known.join(", ")}`,
    );
  }
  if (targets.length === 1) return 0;
  if (targets.length === outputShapes.length) return output;
  return refuse(
    metric,
    `the data have the target columns ${known.join(", ")}: name one as "target"`,
  );
}
