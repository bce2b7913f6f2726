import { messageOf } from "../errors/mod.ts";
import type { Decision } from "../ports/tamiyo.ts";

/** `asked`, or that it is late: the last resort where a provider does not keep its deadline itself. */
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
