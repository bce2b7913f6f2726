// What happened in a run: what each event is called, how grave it is, its cause, and what was done about it.
import { levelText, lower, stageText } from "/format.js";

/** How grave something is, with the sign that shows it. */
export const SIGNS = { bad: "▲", seed: "◆", note: "●" };

const KINDS = {
  "seed/transition": (event) => [stageText(attribute(event, "seed.to")), "seed"],
  "rollback/done": () => ["rollback", "bad"],
  "rollback/failed": () => ["rollback failed", "bad"],
  "emergency/raised": (event) => [`emergency ${levelOf(event)}`.trim(), "bad"],
  "emergency/stood-down": () => ["stood down", "note"],
  "mode/conservative": () => ["conservative", "bad"],
  "breaker/open": (event) => [`${attribute(event, "breaker.name") ?? "breaker"} open`, "bad"],
  "checkpoint/written": () => ["checkpoint", "note"],
  "checkpoint/resumed": () => ["resumed", "note"],
  mode: (event) => [attribute(event, "mode.to") ?? "mode", "note"],
  pause: (event) => [attribute(event, "pause.paused") ? "paused" : "goes on", "note"],
  command: (event) => [`command ${attribute(event, "command.status") ?? ""}`, "note"],
  resume: () => ["resumed", "note"],
};

/** Kinds that a list leaves out: they say of others how they went on. */
const PARTS = new Set([
  "alarm",
  "emergency/action",
  "recovery/first-good-step",
  "skipped",
  "health",
]);

/** Kinds that are marked in charts. */
const MARKED = new Set([
  "seed/transition",
  "rollback/done",
  "rollback/failed",
  "emergency/raised",
  "mode/conservative",
  "breaker/open",
  "checkpoint/resumed",
  "pause",
]);

/** The value of an attribute, named without its prefix. */
export function attribute({ attributes }, name) {
  return attributes?.[`tolaria.${name}`];
}

/** What is told of an event: its name, how grave it is, and where it belongs on the axis of steps. */
export function happeningOf(event) {
  const kind = event.incident?.kind ?? event.kind;
  const [label, sign] = (KINDS[kind] ?? KINDS[event.kind])?.(event) ?? [
    kind.replaceAll(/[/_-]+/g, " "),
    "note",
  ];
  return {
    event,
    kind,
    label: label === "" ? kind : label,
    sign: event.incident && sign === "note" && !KINDS[kind] ? "bad" : sign,
    step: stepOf(event),
  };
}

/** What is listed, in order of time. A gate that kept a seed from its next stage is no transition. */
export function happeningsOf(events) {
  return events
    .filter((event) => !PARTS.has(event.kind) && !isRefusedGate(event) && !isRoutine(event))
    .map((event) => happeningOf(event));
}

/** What is marked in charts. */
export function marksOf(happenings) {
  return happenings.flatMap(({ kind, label, sign, step }) =>
    MARKED.has(kind) && step !== null ? [{ x: step, label, kind: sign }] : [],
  );
}

/** Why it happened. */
export function causeOf(event) {
  const { attributes = {}, incident } = event;
  const reason = Object.entries(attributes).find(([name]) => name.endsWith(".reason"))?.[1];
  const cause = attribute(event, "alarm.message") ?? reason;
  return shortened(cause !== undefined && cause !== "" ? String(cause) : (incident?.message ?? ""));
}

/** Numbers of a message with five digits. */
function shortened(text) {
  return text.replaceAll(/\d+\.\d{5,}(e-?\d+)?/g, (number) =>
    String(Number(Number(number).toPrecision(5))),
  );
}

/** What was done about it. */
export function actionsOf(event, events) {
  const number = attribute(event, "emergency.number");
  if (event.kind === "emergency/raised" && number !== undefined) {
    return events
      .filter(
        (other) =>
          other.kind === "emergency/action" && attribute(other, "emergency.number") === number,
      )
      .map((other) => {
        const after = attribute(other, "emergency.done_after_ms");
        const late = typeof after === "number" ? ` after ${after.toFixed(0)} ms` : "";
        return `${attribute(other, "emergency.action")}: ${attribute(other, "emergency.status")}${late}`;
      });
  }
  if (event.kind === "recovery/action") return [recoveryText(event)];
  const evidence = attribute(event, "seed.evidence");
  if (Array.isArray(evidence)) return evidence;
  const shed = attribute(event, "mode.shed");
  if (Array.isArray(shed) && shed.length > 0) return [`not done meanwhile: ${shed.join(", ")}`];
  return event.kind === "rollback/done" && event.incident
    ? [shortened(event.incident.message)]
    : [];
}

function recoveryText(event) {
  const action = attribute(event, "recovery.action");
  const [back, tier] = [attribute(event, "recovery.back_to"), attribute(event, "recovery.tier")];
  const factor = attribute(event, "recovery.rate_factor");
  return [
    lower(action, "").replaceAll("-", " "),
    back === undefined ? "" : `to step ${back}`,
    tier === undefined ? "" : `(${tier} tier)`,
    typeof factor === "number" && factor !== 1 ? `with rates times ${factor}` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Of a rollback, the step that it went back from: there its cause is. */
function stepOf({ kind, step, incident }) {
  const [, from] = /went back from step (\d+)/.exec(incident?.message ?? "") ?? [];
  return kind === "rollback/done" && from !== undefined ? Number(from) : step;
}

function isRefusedGate(event) {
  return event.kind === "seed/transition" && attribute(event, "seed.passed") === false;
}

/** What the controller asked for and got is seen in what it did. */
function isRoutine(event) {
  return (
    event.kind === "command" && !event.incident && attribute(event, "command.source") !== "outside"
  );
}

function levelOf(event) {
  return levelText(attribute(event, "emergency.level"));
}
