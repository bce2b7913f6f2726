import type { ProfileReport } from "../../../core/mod.ts";
import { formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Number of kernels to list; the others are in the profile. */
const KERNELS = 5;

/** Formats a profile: total time, time per phase, slowest kernels. */
export function profileLines(profile: ProfileReport): string[] {
  const { path, steps, wallMs, phases, kernels } = profile;
  const byTime = Object.entries(phases).sort(([, a], [, b]) => b - a);
  const longest = kernels
    .slice(0, KERNELS)
    .map(({ name, calls, ms }) => `${name} ${formatMs(ms)} in ${calls}`);
  return [
    `${oneLine(path)}: ${steps} steps in ${formatMs(wallMs)}`,
    ...byTime.map(
      ([phase, ms]) =>
        `${phase.padEnd(12)}${`${((100 * ms) / wallMs).toFixed(1)} %`.padStart(7)}  ${formatMs(ms / steps)} a step`,
    ),
    ...(longest.length > 0 ? [`kernels     ${longest.join(", ")}`] : []),
  ];
}
