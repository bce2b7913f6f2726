import { EMERGENCY_PROTOCOL, EVENT, type RaisedLevel } from "../../core/mod.ts";
import { type JoinedRun, joinRun } from "../../modules/mod.ts";
import { TelemetryPacket } from "../../proto/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import {
  type Acknowledgement,
  acknowledgementsOf,
  allAcknowledged,
  renderAcknowledgements,
} from "./acknowledgements.ts";
import { type DrillAction, drillActionOf } from "./drill_action.ts";
import { LEVELS, OPERATOR, type RunFlags } from "./raise.ts";

/** Options of `drill`. */
export interface DrillFlags extends RunFlags {
  readonly json?: boolean;
}

/** Longest wait, beyond the deadline, for a run to publish its actions, ms. */
const PUBLISHED_WITHIN_MS = 2_000;

const LOOK_EVERY_MS = 20;

/** Result of rehearsing one level. */
interface LevelDrill {
  readonly level: string;
  readonly deadline_ms: number;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly actions: readonly DrillAction[];
  readonly kept: boolean;
}

/**
 * Rehearses every emergency level in a run. Signals and acknowledgements are real; actions on weights, files or the end
 * of the run are skipped. Returns the exit code: failed if a deadline was missed.
 */
export async function drill({ run: id = "", json }: DrillFlags): Promise<number> {
  const run = joinRun(id);
  try {
    const levels: LevelDrill[] = [];
    for (const name of Object.keys(LEVELS) as (keyof typeof LEVELS)[]) {
      const result = await rehearse(run, name);
      if (!result) return EXIT_CODES.failed;
      levels.push(result);
      if (!json) process.stdout.write(render(result));
    }
    if (json) process.stdout.write(`${JSON.stringify(toJson(run.runId, levels))}\n`);
    return levels.every(({ kept }) => kept) ? EXIT_CODES.done : EXIT_CODES.failed;
  } finally {
    run.close();
  }
}

async function rehearse(
  run: JoinedRun,
  name: keyof typeof LEVELS,
): Promise<LevelDrill | undefined> {
  const level = LEVELS[name] as RaisedLevel;
  const { deadlineMs, timed, actions } = EMERGENCY_PROTOCOL[level];
  const reason = `drill ${crypto.randomUUID()}`;
  const number = run.write({ level, reason, origin: OPERATOR, rehearsal: true });
  if (number === undefined) {
    process.stderr.write(`run ${run.runId}: an emergency is in force: ${run.read().reason}\n`);
    return undefined;
  }
  try {
    const acknowledgements = await acknowledgementsOf(run, number);
    const done = await actionsOf(run, reason, actions.length, deadlineMs + PUBLISHED_WITHIN_MS);
    const inTime = done.every(({ action, status, begun_after_ms, done_after_ms }) => {
      const tookMs = timed.by === "begun" ? begun_after_ms : done_after_ms;
      return action !== timed.action || status === "nobody" || tookMs <= deadlineMs;
    });
    const kept = allAcknowledged(acknowledgements) && inTime && done.length === actions.length;
    return {
      level: name.toUpperCase(),
      deadline_ms: deadlineMs,
      acknowledgements,
      actions: done,
      kept,
    };
  } finally {
    if (run.read().number === number) run.standDown("the drill is over", OPERATOR);
  }
}

/** Waits for the actions that the run published. */
async function actionsOf(
  run: JoinedRun,
  reason: string,
  count: number,
  withinMs: number,
): Promise<DrillAction[]> {
  const untilMs = run.monotonicMs() + withinMs;
  for (;;) {
    const packet = run.readStatus();
    const events = packet ? (TelemetryPacket.decode(packet).events ?? []) : [];
    const actions = events
      .filter(({ description }) => description === EVENT.emergencyAction)
      .map(({ attributes }) => drillActionOf(attributes ?? {}, reason))
      .filter((action) => action !== undefined);
    if (actions.length >= count || run.ended || run.monotonicMs() > untilMs) return actions;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function render({ level, deadline_ms, acknowledgements, actions, kept }: LevelDrill): string {
  const lines = actions.map(({ action, status, begun_after_ms, done_after_ms }) => {
    const times = `started after ${begun_after_ms.toFixed(1)} ms, finished after ${done_after_ms.toFixed(1)} ms`;
    return `  ${action}: ${status === "nobody" ? "no handler" : times}\n`;
  });
  const verdict = kept ? "kept" : "MISSED";
  return `${level}: deadline of ${deadline_ms} ms ${verdict}\n${renderAcknowledgements(acknowledgements)}${lines.join("")}`;
}

function toJson(runId: string, levels: readonly LevelDrill[]) {
  return {
    run_id: runId,
    levels: levels.map(({ acknowledgements, ...level }) => ({
      ...level,
      acknowledgements: acknowledgements.map(({ participant: { name, pid }, afterMs }) => ({
        name,
        pid,
        after_ms: afterMs ?? null,
      })),
    })),
  };
}
