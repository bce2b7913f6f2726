/** Something that went wrong, and what was done about it. */
export interface Incident {
  /** Kind, stable: `loss/non-finite`, `task/non-finite`, `learning-rate/violation`, `learning-rate/unused`, `observer/failed`, `boundary/breach`, `breaker/open`, `seed/non-finite`, `watchdog/<rule>`, `memory/unexplained`, `telemetry/lost`, `profile/failed`. */
  readonly kind: string;
  /** What happened, with values, and what was done about it. */
  readonly message: string;
  /** Updates done before it. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
}
