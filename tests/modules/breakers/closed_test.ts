import { CIRCUIT_BREAKERS } from "../../../core/mod.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCircuitBreakers } from "../../../testing/circuit_breakers.ts";

const reason = "never opens, by its purpose";

conformsToCircuitBreakers(() => resolveProvider(CIRCUIT_BREAKERS, closedBreakers()), {
  skip: [
    {
      test: "CircuitBreakers tells each listener every change once, also past one that throws",
      reason,
    },
    { test: "CircuitBreaker refuses calls once it has failed often enough", reason },
  ],
});
