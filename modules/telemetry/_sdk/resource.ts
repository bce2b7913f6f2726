import { hostname } from "node:os";
import { arch, env, pid, platform } from "node:process";
import { launchOf, runtimeIdentity, VERSION } from "../../../core/worker.ts";
import { loadResources, type Resource } from "../../../deps_optional.ts";

/** Name of the service where neither the options nor the environment give one. */
const DEFAULT_SERVICE_NAME = "tolaria";

/**
 * Describes the process that the spans come from; of several that a launcher started, by their `rank` too.
 *
 * What the user set wins: `serviceName`, then OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, then ours.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export async function describeProcess(serviceName: string | undefined): Promise<Resource> {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await loadResources();
  const runtime = runtimeIdentity();
  const launch = launchOf(env);
  const ours = resourceFromAttributes({
    "service.name": DEFAULT_SERVICE_NAME,
    "service.version": VERSION,
    "process.pid": pid,
    ...(launch && { rank: launch.rank }),
    "process.runtime.name": runtime.name,
    "process.runtime.version": runtime.version,
    "host.name": hostname(),
    "host.arch": arch === "x64" ? "amd64" : arch,
    "os.type": platform === "win32" ? "windows" : platform,
  });
  const named = resourceFromAttributes(serviceName ? { "service.name": serviceName } : {});
  return defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(named);
}
