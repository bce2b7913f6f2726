import type { Incident } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatCount } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Formats an incident. */
export function incidentLine(incident: Incident, colors: Colors): string {
  const kind = colors.yellow(oneLine(incident.kind));
  return `${kind}  step ${formatCount(incident.step)}, epoch ${incident.epoch}: ${oneLine(incident.message)}`;
}
