import type { HealthStatus } from "../../../proto/mod.ts";

/** How a run does, and what of it says so. */
export interface Health {
  /** The worst of the signs. */
  readonly status: HealthStatus;
  /** Each sign that is worse than healthy, as text by its name. */
  readonly indicators: Readonly<Record<string, string>>;
}
