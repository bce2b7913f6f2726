import { messageOf } from "../errors/mod.ts";
import type { Decision } from "../ports/tamiyo.ts";

/** Resolves with `asked`, or with `late`: the last resort if a provider misses its own deadline. */
export function withDeadline(asked: Promise<Decision>, ms: number): Promise<Decision> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "late" }), ms);
    const settle = (decision: Decision) => {
      clearTimeout(timer);
      resolve(decision);
    };
    asked.then(settle, (error) => settle({ kind: "failed", reason: messageOf(error) }));
  });
}
