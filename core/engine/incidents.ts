import type { Span } from "../../deps.ts";
import type { Incident } from "../report.ts";
import { incidentAttributes } from "../telemetry/attributes.ts";
import { EVENT } from "../telemetry/conventions.ts";
import type { Session } from "./session.ts";

/** Everything that went wrong in a run, told at once to whoever listens and kept for the report. */
export class IncidentLog {
  readonly #incidents: Incident[] = [];
  readonly #tell: (incident: Incident) => void;

  /** @param tell Called with each incident as it happens. */
  constructor(tell: (incident: Incident) => void) {
    this.#tell = tell;
  }

  /** All so far, in order. */
  get all(): readonly Incident[] {
    return this.#incidents;
  }

  /** Notes an incident, as an event of `span` too. */
  add(incident: Incident, span: Span): void {
    this.#incidents.push(incident);
    span.addEvent(EVENT.incident, incidentAttributes(incident));
    this.#tell(incident);
  }
}

/** Where a session stands, as incidents tell it. */
export function here({ progress }: Pick<Session, "progress">): Pick<Incident, "step" | "epoch"> {
  return { step: progress.step, epoch: progress.epoch + 1 };
}
