import { type EpochReport, messageOf, type RunPlan, type RunReport } from "../../../core/mod.ts";
import { type Colors, picocolors } from "../../../deps.ts";
import { formatCount, formatDuration, formatMetric, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";
import {
  deviceText,
  epochMetrics,
  incidentLine,
  type NamedMetric,
  passMetrics,
} from "../_text/mod.ts";
import { alarmLinesOf } from "./alarms.ts";
import { classLines } from "./class_lines.ts";
import { computeRows } from "./compute_rows.ts";
import { confusionLines } from "./confusion_lines.ts";
import { controlRows } from "./control_rows.ts";
import { curveRows } from "./curves.ts";
import { dataLines } from "./data_lines.ts";
import { memoryText } from "./memory.ts";
import { optimizerChangeLines } from "./optimizer_changes.ts";
import { profileLines } from "./profile_lines.ts";
import { recoveryRows } from "./recovery_rows.ts";
import { seedLines } from "./seed_stories.ts";

/** Options of a rendered report. */
export interface RenderOptions {
  /** Whether to use colors. @default false */
  readonly color?: boolean;
  /** Width in characters; limits only the curves. @default 80 */
  readonly width?: number;
}

/** A label and its text. */
type Row = readonly [label: string, text: string];

const LABEL_WIDTH = 22;

/** Of the lines of a block. */
const INDENT = 4;

/** Renders the closing report of a run as text, without a final line break. */
export function renderReport(report: RunReport, options: RenderOptions = {}): string {
  const colors = picocolors.createColors(options.color ?? false);
  const width = Math.max(20, options.width || 80);
  const rows: Row[] = [
    ...epochRows(report),
    ...testRows(report),
    ["weights", weightsText(report)],
    ["ran on", deviceText(report.plan)],
    ...providerRows(report),
    ["spans", spansText(report.plan)],
    ["tensors", memoryText(report.memory)],
    ...computeRows(report.compute),
    ...controlRows(report.control),
    ...recoveryRows(report.recovery),
    ...curveRows(report.epochs, width - LABEL_WIDTH),
  ];
  const body = rows.map(([label, text]) => `  ${colors.dim(label.padEnd(LABEL_WIDTH))}${text}`);
  return [
    "",
    headline(report, colors),
    ...body,
    ...dataBlock(report, colors),
    ...classBlocks(report, colors, width),
    ...storyLines(report, colors),
    ...changeLines(report, colors),
    ...alarmLines(report, colors),
    ...profileBlock(report, colors),
    ...incidentLines(report, colors),
  ].join("\n");
}

const ENDINGS = {
  completed: "completed",
  "early-stopped": "stopped early",
  interrupted: "interrupted",
  halted: "halted by an emergency",
  failed: "failed",
} as const;

function headline(report: RunReport, colors: Colors): string {
  const { endReason, epochs, plan, steps, wallS, error } = report;
  const ofAll = plan.epochs > 0 ? ` of ${plan.epochs}` : "";
  const paint = endReason === "failed" ? colors.red : colors.green;
  const stepMs = epochs.reduce((sum, epoch) => sum + epoch.stepMs, 0) / epochs.length;
  const speed = epochs.length > 0 ? `, ${formatMs(stepMs)} a step` : "";
  const reason = error === undefined ? "" : `: ${oneLine(messageOf(error))}`;
  return (
    `${colors.bold(paint(ENDINGS[endReason]))}  ${epochs.length}${ofAll} epochs, ` +
    `${formatCount(steps)} steps in ${formatDuration(wallS)}${speed}${reason}`
  );
}

function testRows({ test }: RunReport): Row[] {
  return test ? [["test", listed(passMetrics(test))]] : [];
}

function epochRows({ epochs, best }: RunReport): Row[] {
  const last = epochs.at(-1);
  const row = (label: string, epoch: EpochReport): Row => [
    label,
    `${epoch.epoch}: ${listed(epochMetrics(epoch))}`,
  ];
  if (best && best.epoch === last?.epoch) return [row("best and last epoch", best)];
  return [...(best ? [row("best epoch", best)] : []), ...(last ? [row("last epoch", last)] : [])];
}

function listed(metrics: readonly NamedMetric[]): string {
  return metrics.map(([name, value]) => `${oneLine(name)} ${formatMetric(name, value)}`).join(", ");
}

function weightsText({ restoredEpoch, weightsHash }: RunReport): string {
  const whose = restoredEpoch === undefined ? "" : `those of epoch ${restoredEpoch}, put back; `;
  return `${whose}sha256 ${weightsHash}`;
}

function providerRows({ plan }: RunReport): Row[] {
  // These two have separate rows with more detail.
  const { "compute-backend": _backend, telemetry: _telemetry, ...others } = plan.providers;
  return Object.entries(others).map(([role, name]) => [
    oneLine(role).replaceAll("-", " "),
    oneLine(name),
  ]);
}

function spansText({ providers, telemetry: destination }: RunPlan): string {
  const name = providers.telemetry ?? "none";
  return oneLine(destination && destination !== name ? `${name}: ${destination}` : name);
}

function dataBlock({ data }: RunReport, colors: Colors): string[] {
  const lines = data ? dataLines(data) : [];
  if (lines.length === 0) return [];
  return [`  ${colors.cyan("columns")}`, ...lines.map((line) => `    ${line}`)];
}

/** Classes and confusions of the test, else of the validation of the best epoch, else of the last. */
function classBlocks({ test, best, epochs }: RunReport, colors: Colors, width: number): string[] {
  const epoch = best?.validation ? best : epochs.at(-1);
  const pass = test ?? epoch?.validation;
  if (!pass) return [];
  const where = test ? "test" : `validation of epoch ${epoch?.epoch}`;
  const block = (title: string, lines: readonly string[]) =>
    lines.length > 0
      ? [`  ${colors.cyan(`${title}, ${where}`)}`, ...lines.map((line) => `    ${line}`)]
      : [];
  return [
    ...block("classes", classLines(pass)),
    ...Object.entries(pass.matrices ?? {}).flatMap(([name, matrix]) =>
      block(oneLine(name).replaceAll("_", " "), confusionLines(matrix, width - INDENT)),
    ),
  ];
}

function storyLines({ seeds }: RunReport, colors: Colors): string[] {
  if (seeds.length === 0) return [];
  const title = `${formatCount(seeds.length)} seed${seeds.length === 1 ? "" : "s"}`;
  const lines = seeds.flatMap(seedLines);
  return [`  ${colors.cyan(title)}`, ...lines.map((line) => `    ${line}`)];
}

function changeLines({ optimizerChanges: changes }: RunReport, colors: Colors): string[] {
  if (changes.length === 0) return [];
  const title = `${formatCount(changes.length)} change${changes.length === 1 ? "" : "s"} of optimizer`;
  const lines = changes.flatMap(optimizerChangeLines);
  return [`  ${colors.cyan(title)}`, ...lines.map((line) => `    ${line}`)];
}

function alarmLines({ alarms }: RunReport, colors: Colors): string[] {
  if (alarms.length === 0) return [];
  const title = `${formatCount(alarms.length)} alarm${alarms.length === 1 ? "" : "s"}`;
  const lines = alarms.flatMap(alarmLinesOf);
  return [`  ${colors.yellow(title)}`, ...lines.map((line) => `    ${line}`)];
}

function profileBlock({ profile }: RunReport, colors: Colors): string[] {
  if (!profile) return [];
  return [`  ${colors.cyan("profile")}`, ...profileLines(profile).map((line) => `    ${line}`)];
}

function incidentLines({ incidents, incidentCounts }: RunReport, colors: Colors): string[] {
  const unlisted = unlistedCounts(incidents, incidentCounts);
  const count = incidents.length + unlisted.reduce((sum, [, more]) => sum + more, 0);
  if (count === 0) return [`  ${colors.dim("incidents".padEnd(LABEL_WIDTH))}none`];
  const title = `  ${colors.yellow(`${formatCount(count)} incident${count === 1 ? "" : "s"}`)}`;
  return [
    title,
    ...incidents.map((incident) => `    ${incidentLine(incident, colors)}`),
    ...unlisted.map(([kind, more]) => `    and ${formatCount(more)} more of ${kind}`),
  ];
}

/** Kinds with more incidents than are listed, and how many more. */
function unlistedCounts(
  incidents: RunReport["incidents"],
  counts: RunReport["incidentCounts"],
): (readonly [kind: string, more: number])[] {
  return Object.entries(counts)
    .map(([kind, count]) => {
      const listed = incidents.filter((incident) => incident.kind === kind).length;
      return [kind, count - listed] as const;
    })
    .filter(([, more]) => more > 0);
}
