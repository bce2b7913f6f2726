import { STATUS } from "../../core/mod.ts";
import { picocolors } from "../../deps.ts";
import { sparkline } from "../../modules/mod.ts";
import type { RunDescription } from "../emergency/describe_run.ts";

/** Layout of a view. */
export interface ViewOptions {
  readonly color: boolean;
  /** Width in characters. */
  readonly width: number;
}

const LABEL_WIDTH = 13;
const BAR_WIDTH = 30;
const DIGITS = 4;

/** Values of a metric with several labels, such as `group a` and `group b`. */
type Values = readonly (readonly [rest: string, value: number])[];

/**
 * Renders a run as lines, without a final line break.
 *
 * @param losses Losses observed so far, in order.
 */
export function renderView(
  run: RunDescription,
  losses: readonly number[],
  { color, width }: ViewOptions,
): string {
  const colors = picocolors.createColors(color);
  const one = (name: string) => valuesOf(run, name)[0]?.[1];
  const rows: (readonly [string, string])[] = [
    ["progress", progressText(one(STATUS.step), one(STATUS.totalSteps), one(STATUS.epoch))],
    ["loss", lossText(one(STATUS.loss), losses, width - LABEL_WIDTH - 2)],
    ["step", stepText(one(STATUS.stepMs))],
    ["rates", listed(valuesOf(run, STATUS.learningRate))],
    ["seeds", listed(valuesOf(run, STATUS.seed), (value) => `${value} epochs`)],
    ["mode", modeText(run)],
    ["breakers", breakersText(run)],
    ["emergency", emergencyText(run)],
    ["others", participantsText(run)],
  ];
  const paint = run.health === "HEALTHY" ? colors.green : colors.red;
  return [
    `${colors.bold(`run ${run.run_id}`)}  ${paint(run.health)}${run.ended ? "  ended" : ""}`,
    ...rows.map(([label, text]) => `  ${colors.dim(label.padEnd(LABEL_WIDTH))}${text || "-"}`),
  ].join("\n");
}

function valuesOf({ metrics }: RunDescription, name: string): Values {
  return metrics
    .filter((metric) => metric.name === name || metric.name.startsWith(`${name} `))
    .map((metric) => [metric.name.slice(name.length + 1), metric.value]);
}

function progressText(step = 0, total = 0, epoch = 1): string {
  // A driven run need not say how long it will be.
  if (total === 0) return `step ${step}, epoch ${epoch}`;
  const share = Math.min(1, step / total);
  const done = Math.round(share * BAR_WIDTH);
  const bar = `${"█".repeat(done)}${"░".repeat(BAR_WIDTH - done)}`;
  return `${bar} ${(100 * share).toFixed(1)} %, step ${step} of ${total}, epoch ${epoch}`;
}

function stepText(ms: number | undefined): string {
  return ms === undefined ? "" : `${ms.toPrecision(3)} ms`;
}

function lossText(loss: number | undefined, losses: readonly number[], width: number): string {
  if (loss === undefined) return "";
  const text = Number.isFinite(loss) ? loss.toPrecision(DIGITS) : String(loss);
  return `${text}  ${losses.length > 1 ? sparkline(losses, Math.max(1, width - text.length - 2)) : ""}`;
}

function listed(values: Values, text = (value: number) => value.toPrecision(DIGITS)): string {
  return values.map(([rest, value]) => `${rest} ${text(value)}`).join(", ");
}

function modeText({ indicators }: RunDescription): string {
  const reason = indicators[STATUS.modeReason];
  return `${indicators[STATUS.mode] ?? ""}${reason === undefined ? "" : `: ${reason}`}`;
}

function breakersText({ indicators }: RunDescription): string {
  const prefix = `${STATUS.breaker}.`;
  const open = Object.entries(indicators).filter(([name]) => name.startsWith(prefix));
  const texts = open.map(
    ([name, state]) => `${name.slice(prefix.length)} ${state.replace("CIRCUIT_STATE_", "")}`,
  );
  return texts.join(", ") || "all closed";
}

function emergencyText({ emergency }: RunDescription): string {
  const { level, reason, origin, number } = emergency;
  if (number === 0) return "none";
  return `${level === "NONE" ? "none" : level}: ${reason} (${origin})`;
}

function participantsText({ participants }: RunDescription): string {
  return participants
    .map(({ name, alive, heartbeat_age_ms: age }) =>
      alive ? `${name}, heartbeat ${age} ms ago` : `${name} is dead`,
    )
    .join("; ");
}
