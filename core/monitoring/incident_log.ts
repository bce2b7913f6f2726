import type { Incident, IncidentCounts } from "../ports/reports/incident.ts";

/** Incidents of one kind that are listed; further ones are only counted. */
const LISTED_PER_KIND = 100;

/** The incidents of a run, bounded: a fault in each of a million steps must not fill memory or the report. */
export class IncidentLog {
  readonly #listed: Incident[] = [];
  readonly #counts: { -readonly [K in keyof IncidentCounts]: IncidentCounts[K] } = {};

  /** The first of each kind, in order of time. Live. */
  get listed(): readonly Incident[] {
    return this.#listed;
  }

  /** How many there were of each kind. Live. */
  get counts(): IncidentCounts {
    return this.#counts;
  }

  /** Adds an incident. */
  add(incident: Incident): void {
    const { kind } = incident;
    const count = (this.#counts[kind] ?? 0) + 1;
    this.#counts[kind] = count;
    if (count <= LISTED_PER_KIND) this.#listed.push(incident);
  }
}
