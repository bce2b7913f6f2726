import { createHash } from "node:crypto";
import type { RunSignal, SignalRequest } from "../../core/mod.ts";

const LONGEST = 400;

/** A signal whose reason proves that it is whole: its text, of a length that differs, and the text's hash with the level. */
export function provable(level: number, count: number, pid: number): SignalRequest {
  const text = `${pid}:${count}:`.padEnd((count * 37) % LONGEST, String(count % 10));
  return { level, reason: `${text}#${proof(level, text)}`, origin: `writer ${pid}` };
}

/** Whether a signal is one that {@link provable} made, all of it. */
export function isWhole({ level, reason, origin, pid }: RunSignal): boolean {
  if (reason === "") return level === 0;
  const at = reason.lastIndexOf("#");
  const text = reason.slice(0, at);
  const whole = reason.slice(at + 1) === proof(level, text);
  return whole && text.startsWith(`${pid}:`) && origin === `writer ${pid}`;
}

function proof(level: number, text: string): string {
  return createHash("sha1").update(`${level} ${text}`).digest("hex").slice(0, 8);
}
