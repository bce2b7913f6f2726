import {
  levelName,
  messageOf,
  type Participant,
  RESTORE_PHASES,
  type RestoreReading,
  type RunSignal,
  STATUS,
} from "../../core/mod.ts";
import type { JoinedRun } from "../../modules/mod.ts";
import { HealthStatus, TelemetryPacket } from "../../proto/mod.ts";

/** Width of the column of names. */
const WIDTH = 16;

/** Significant digits of a number. */
const DIGITS = 4;

/** Public status of a run. */
export interface RunDescription {
  readonly run_id: string;
  readonly ended: boolean;
  readonly emergency: Pick<RunSignal, "number" | "reason" | "origin" | "rehearsal"> & {
    /** `NONE`, or the level in force. */
    readonly level: string;
  };
  /** The last restore or the one in progress. */
  readonly restore: Pick<RestoreReading, "state"> & {
    /** Name of its phase. */
    readonly phase: string;
    /** Undefined if there was none. */
    readonly deadline: string | undefined;
  };
  readonly health: string;
  readonly indicators: Readonly<Record<string, string>>;
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
  readonly participants: readonly (Pick<Participant, "name" | "pid" | "alive" | "acknowledged"> & {
    readonly heartbeat_age_ms: number;
  })[];
}

/** Returns the current status of a run. */
export function describeRun(run: JoinedRun): RunDescription {
  const { number, level, reason, origin, rehearsal } = run.read();
  const status = statusOf(run);
  const nowMs = run.monotonicMs();
  return {
    run_id: run.runId,
    ended: run.ended,
    emergency: {
      level: level === 0 ? "NONE" : levelName(level),
      number,
      reason,
      origin,
      rehearsal,
    },
    restore: describeRestore(run.restore),
    health: healthName(status),
    indicators: status?.systemHealth?.indicators ?? {},
    metrics: (status?.metrics ?? []).map(({ name, value, attributes }) => ({
      name: [name, ...Object.values(attributes ?? {})].join(" "),
      value: value ?? 0,
    })),
    participants: run.participants().map(({ name, pid, alive, acknowledged, heartbeatMs }) => ({
      name,
      pid,
      alive,
      acknowledged,
      heartbeat_age_ms: Math.round(nowMs - heartbeatMs),
    })),
  };
}

function describeRestore({ state, phase, deadlineMs }: RestoreReading): RunDescription["restore"] {
  return {
    state,
    phase: RESTORE_PHASES[phase]?.name ?? String(phase),
    deadline: state === "idle" ? undefined : new Date(deadlineMs).toISOString(),
  };
}

/** Renders a status as text. */
export function renderRun(run: RunDescription): string {
  const { level, reason, origin, number } = run.emergency;
  const { state, phase, deadline } = run.restore;
  const words = number === 0 ? "" : `: ${reason} (${origin})`;
  const lines = [
    `run ${run.run_id}${run.ended ? " (ended)" : ""}`,
    `  ${"emergency".padEnd(WIDTH)} ${run.emergency.rehearsal ? "rehearsal of " : ""}${level}${words}`,
    ...(state === "idle"
      ? []
      : [`  ${"restore".padEnd(WIDTH)} ${state}: ${phase}, to be over at ${deadline}`]),
    `  ${"health".padEnd(WIDTH)} ${run.health}`,
    ...Object.entries(run.indicators).map(([name, value]) => `  ${short(name)} ${value}`),
    ...run.metrics.map(
      ({ name, value }) => `  ${short(name)} ${Number(value.toPrecision(DIGITS))}`,
    ),
    "  participants",
    ...run.participants.map(
      ({ name, pid, alive, acknowledged, heartbeat_age_ms: age }) =>
        `    ${name} (process ${pid}) ${alive ? `alive, heartbeat ${age} ms ago` : "dead"}, acknowledged ${acknowledged} of ${number}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function statusOf(run: JoinedRun): TelemetryPacket | undefined {
  const bytes = run.readStatus();
  try {
    return bytes && TelemetryPacket.decode(bytes);
  } catch (error) {
    process.stderr.write(`run ${run.runId}: cannot read the status: ${messageOf(error)}\n`);
    return undefined;
  }
}

function healthName(status: TelemetryPacket | undefined): string {
  const health = status?.systemHealth?.status ?? HealthStatus.HEALTH_STATUS_UNKNOWN;
  return (HealthStatus[health] ?? "").replace("HEALTH_STATUS_", "");
}

const PREFIX = STATUS.step.replace(/step$/, "");

function short(name: string): string {
  return name.replace(PREFIX, "").padEnd(WIDTH);
}
