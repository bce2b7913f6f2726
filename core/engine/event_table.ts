import { AUTOPILOT_EVENTS } from "../autopilot/autopilot_events.ts";
import { BOUNDARY_EVENTS } from "../boundary/boundary_events.ts";
import { BUS_EVENTS } from "../bus/bus_events.ts";
import { COLLECTIVE_EVENTS } from "../collective/collective_events.ts";
import { COMMAND_EVENTS } from "../commands/command_events.ts";
import { EMERGENCY_EVENTS } from "../emergencies/emergency_events.ts";
import type { EventRules } from "../events/event_rule.ts";
import { GRADIENT_EVENTS } from "../gradients/gradient_events.ts";
import { RATE_EVENTS } from "../learning_rates/rate_events.ts";
import { MEMORY_EVENTS } from "../memory/memory_events.ts";
import { METRIC_EVENTS } from "../metrics/metrics_part.ts";
import { MONITORING_EVENTS } from "../monitoring/monitoring_events.ts";
import { RUN_EVENTS } from "../monitoring/run_events.ts";
import { OPTIMIZER_EVENTS } from "../optimizers/optimizer_events.ts";
import { RECOVERY_EVENTS } from "../recovery/recovery_events.ts";
import { SEED_EVENTS } from "../seeds/seed_events.ts";
import { STABILITY_EVENTS } from "../stability/stability_events.ts";
import { TRIAL_EVENTS } from "../trials/trial_events.ts";

/** What is written of every kind of event. A kind without a rule does not compile. */
export const EVENT_TABLE: EventRules = {
  ...RUN_EVENTS,
  ...AUTOPILOT_EVENTS,
  ...BOUNDARY_EVENTS,
  ...BUS_EVENTS,
  ...COLLECTIVE_EVENTS,
  ...COMMAND_EVENTS,
  ...EMERGENCY_EVENTS,
  ...GRADIENT_EVENTS,
  ...MEMORY_EVENTS,
  ...METRIC_EVENTS,
  ...MONITORING_EVENTS,
  ...OPTIMIZER_EVENTS,
  ...RATE_EVENTS,
  ...RECOVERY_EVENTS,
  ...SEED_EVENTS,
  ...STABILITY_EVENTS,
  ...TRIAL_EVENTS,
};
