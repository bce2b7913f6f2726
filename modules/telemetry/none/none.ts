import { TELEMETRY, type Telemetry } from "../../../core/mod.ts";
import { ContainerModule, metrics, ProxyTracerProvider } from "../../../deps.ts";

const NONE: Telemetry = {
  name: "none",
  // Nothing stands behind it, so it makes spans that record nothing.
  tracer: new ProxyTracerProvider().getDelegate().getTracer("tolaria"),
  // That of the process, where the user has registered a provider for it; else it does nothing.
  get meter() {
    return metrics.getMeter("tolaria");
  },
  destination: undefined,
  losses: () => ({ spans: 0 }),
  flush: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
};

/** Records nothing; the OpenTelemetry SDK is not loaded. */
export function none(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY).toConstantValue(NONE);
  });
}
