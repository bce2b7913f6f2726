import type { Span, Tracer } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { Session } from "../engine/session.ts";
import type { Incident } from "../ports/reports/incident.ts";
import { incidentAttributes } from "../telemetry/attributes.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { incidentPriority } from "../telemetry/priorities.ts";
import { raiseAlert } from "../telemetry/spans.ts";

/** Everything that went wrong in a run, told at once to whoever listens and kept for the report. */
export class IncidentLog {
  readonly #incidents: Incident[] = [];
  readonly #tracer: Tracer;
  readonly #tell: (incident: Incident) => void;

  /** @param tell Called with each incident as it happens. */
  constructor(tracer: Tracer, tell: (incident: Incident) => void) {
    this.#tracer = tracer;
    this.#tell = tell;
  }

  /** All so far, in order. */
  get all(): readonly Incident[] {
    return this.#incidents;
  }

  /** Notes an incident, as an event of `span` too; a critical one does not wait until that span ends. */
  add(incident: Incident, span: Span): void {
    this.#incidents.push(incident);
    const attributes = incidentAttributes(incident);
    span.addEvent(EVENT.incident, attributes);
    if (incidentPriority(incident.kind) === MessagePriority.MESSAGE_PRIORITY_CRITICAL) {
      raiseAlert(this.#tracer, attributes, span);
    }
    this.#tell(incident);
  }
}

/** Where a session stands, as incidents tell it. */
export function here({ progress }: Pick<Session, "progress">): Pick<Incident, "step" | "epoch"> {
  return { step: progress.step, epoch: progress.epoch + 1 };
}
