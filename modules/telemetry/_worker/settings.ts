import { isMilliseconds, show, TolariaError } from "../../../core/mod.ts";

/** How many critical spans may pass all others in a minute, unless options say otherwise. */
export const BYPASSES_PER_MINUTE = 60;

/** How often metrics are taken where nothing is said of it, ms: the specification's default. */
export const METRICS_EVERY_MS = 60_000;

/**
 * How often the environment wants metrics to be sent, ms.
 *
 * @throws {TolariaError} `options/invalid`, naming the variable.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#periodic-exporting-metricreader
 */
export function metricsInterval(
  provider: string,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const value = environment.OTEL_METRIC_EXPORT_INTERVAL?.trim();
  if (!value) return METRICS_EVERY_MS;
  const everyMs = Number(value);
  if (isMilliseconds(everyMs)) return everyMs;
  throw new TolariaError(
    "options/invalid",
    `"OTEL_METRIC_EXPORT_INTERVAL" must be a number of milliseconds greater than 0 and less than 2^31, but is ${show(value)}. Cannot make ${provider}.`,
  );
}
