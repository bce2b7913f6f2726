import type { ControlReport } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

type Row = readonly [label: string, text: string];

/** Rows on boundaries, mode, breakers, commands, controller and bus; only for what happened. */
export function controlRows(control: ControlReport): Row[] {
  return [
    ...boundaryRows(control),
    ...modeRows(control),
    ...breakerRows(control),
    ...commandRows(control),
    ...controllerRows(control),
    ...busRows(control),
  ];
}

function boundaryRows({ boundaries: { count, p50Ms, maxMs, breached } }: ControlReport): Row[] {
  if (count === 0) return [];
  const late = breached > 0 ? `, ${formatCount(breached)} with a part over its time` : "";
  const times = `${formatMs(p50Ms)} in the middle, ${formatMs(maxMs)} at most`;
  return [["epoch boundaries", `${formatCount(count)}, ${times}${late}`]];
}

function modeRows({ mode, modeChanges }: ControlReport): Row[] {
  const entered = modeChanges.filter(({ to }) => to === "conservative");
  const last = entered.at(-1);
  if (!last) return [];
  const why = `entered ${timesText(entered.length)}; last because ${oneLine(last.reason)}`;
  return [["mode", `${mode} at the end, ${why}`]];
}

function breakerRows({ breakers }: ControlReport): Row[] {
  return breakers
    .filter(({ opens }) => opens > 0)
    .map(({ name, state, opens, failures }) => [
      "breaker",
      `${oneLine(name)}: ${stateText(state)}, opened ${timesText(opens)} after ${formatCount(failures)} failures`,
    ]);
}

function commandRows({ commands, refusedEnvelopes }: ControlReport): Row[] {
  const ends = [...Object.entries(commands), ["not let in", refusedEnvelopes] as const];
  const counted = ends.filter(([, count]) => count > 0);
  const text = counted.map(([end, count]) => `${formatCount(count)} ${end}`).join(", ");
  return counted.length > 0 ? [["commands", text]] : [];
}

function controllerRows({ tamiyo: { replaced, lateAnswers } }: ControlReport): Row[] {
  if (replaced + lateAnswers === 0) return [];
  const late = `${formatCount(lateAnswers)} late answers thrown away`;
  return [["controller", `replaced ${timesText(replaced)}, ${late}`]];
}

function busRows({ bus: { dropped, ...messages } }: ControlReport): Row[] {
  const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const ends = [...Object.entries(messages), ["dropped", given] as const];
  const counted = ends.filter(([, count]) => count > 0);
  const text = counted.map(([end, count]) => `${formatCount(count)} ${end}`).join(", ");
  return counted.length > 0 ? [["bus messages", text]] : [];
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${formatCount(count)} times`;
}

/** `CIRCUIT_STATE_HALF_OPEN` as `half open`. */
function stateText(state: string): string {
  return state.replace("CIRCUIT_STATE_", "").toLowerCase().replaceAll("_", " ");
}
