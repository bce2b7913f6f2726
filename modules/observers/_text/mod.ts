/**
 * Lines that observers print.
 *
 * @module
 */
export { epochLabel, epochLine, testLine } from "./epoch_line.ts";
export { deviceText, headerLines } from "./header.ts";
export { incidentLine } from "./incident_line.ts";
export { epochMetrics, type NamedMetric, passMetrics } from "./metrics.ts";
export { openingLine } from "./opening_line.ts";
export { resumeLine } from "./resume_line.ts";
export { RunPace } from "./run_pace.ts";
