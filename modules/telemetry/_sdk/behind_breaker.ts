import { type CircuitBreaker, messageOf } from "../../../core/mod.ts";
import type { SpanDelivery } from "./span_batcher.ts";

/** `deliver`, as long as `breaker` lets it: a destination that keeps failing is left alone for a while. */
export function behindBreaker(breaker: CircuitBreaker, deliver: SpanDelivery): SpanDelivery {
  return async (batch, context) => {
    if (!breaker.acquire()) {
      return { spans: batch.length, reason: `circuit breaker '${breaker.name}' is open` };
    }
    try {
      const lost = await deliver(batch, context);
      breaker.succeed();
      return lost;
    } catch (error) {
      breaker.fail(messageOf(error));
      throw error;
    }
  };
}
