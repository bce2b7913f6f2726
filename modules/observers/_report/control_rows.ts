import type { ControlReport } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** What happened around the steps; nothing of what did not happen. */
export function controlRows(control: ControlReport): (readonly [label: string, text: string])[] {
  const { boundaries, breakers, commands, tamiyo, mode, modeChanges } = control;
  const counted = Object.entries(commands).filter(([, count]) => count > 0);
  const opened = breakers.filter(({ opens }) => opens > 0);
  const controller = tamiyo.replaced + tamiyo.lateAnswers > 0;
  return [
    ...(boundaries.count > 0 ? [["epoch boundaries", boundaryText(control)] as const] : []),
    ...(modeChanges.length > 0
      ? [["mode", `${mode} at the end, ${modeText(control)}`] as const]
      : []),
    ...opened.map(
      ({ name, state, opens, failures }) =>
        [
          "breaker",
          `${oneLine(name)}: ${stateText(state)}, opened ${formatCount(opens)} times after ${formatCount(failures)} failures`,
        ] as const,
    ),
    ...(counted.length > 0
      ? [
          [
            "commands",
            counted.map(([end, count]) => `${formatCount(count)} ${end}`).join(", "),
          ] as const,
        ]
      : []),
    ...(controller
      ? [
          [
            "controller",
            `replaced ${formatCount(tamiyo.replaced)} times, ${formatCount(tamiyo.lateAnswers)} late answers thrown away`,
          ] as const,
        ]
      : []),
  ];
}

function boundaryText({ boundaries: { count, p50Ms, maxMs, breached } }: ControlReport): string {
  const late = breached > 0 ? `, ${formatCount(breached)} with a part over its time` : "";
  return `${formatCount(count)}, ${formatMs(p50Ms)} in the middle, ${formatMs(maxMs)} at most${late}`;
}

function modeText({ modeChanges }: ControlReport): string {
  const entered = modeChanges.filter(({ to }) => to === "conservative");
  return `conservative ${formatCount(entered.length)} times; last because ${oneLine(entered.at(-1)?.reason ?? "")}`;
}

/** `CIRCUIT_STATE_HALF_OPEN` as `half open`. */
function stateText(state: string): string {
  return state.replace("CIRCUIT_STATE_", "").toLowerCase().replaceAll("_", " ");
}
