import { safeText, withoutCredentials } from "./safe_text.ts";

/** Identifier of a problem that a caller can act on: `area/problem`. */
export type ErrorCode =
  | "container/missing"
  | "container/duplicate"
  | "container/unknown"
  | "container/failed"
  | "options/invalid"
  | "backend/unavailable"
  | "backend/busy"
  | "data/invalid"
  | "data/corrupt"
  | "data/changed"
  | "data/unavailable"
  | "host/unsupported"
  | "leyline/malformed"
  | "leyline/version"
  | "leyline/oversized"
  | "breaker/open"
  | "breaker/timeout"
  | "bus/refused"
  | "bus/unavailable"
  | "collective/desync"
  | "collective/differs"
  | "collective/desync"
  | "collective/failed"
  | "collective/lost"
  | "collective/unavailable"
  | "command/refused"
  | "job/invalid"
  | "learning-rate/duplicate-group"
  | "learning-rate/in-use"
  | "learning-rate/no-policy"
  | "learning-rate/non-finite"
  | "learning-rate/past-end"
  | "learning-rate/unknown-group"
  | "learning-rate/unset"
  | "state/invalid"
  | "resume/refused"
  | "rollback/refused"
  | "rollback/late"
  | "checkpoint/unavailable"
  | "checkpoint/missing"
  | "checkpoint/corrupt"
  | "checkpoint/failed"
  | "model/missing"
  | "model/corrupt"
  | "model/invalid"
  | "model/refused"
  | "model/disposed"
  | "group/unknown"
  | "group/duplicate"
  | "group/changed"
  | "optimizer/refused"
  | "optimizer/failed"
  | "optimizer/late"
  | "optimizer/stale"
  | "optimizer/rate-limited"
  | "tamiyo/unavailable"
  | "objective/no-gradient"
  | "training/diverged"
  | "trainer/disposed"
  | "run/interrupted"
  | "run/over"
  | "run/empty-epoch"
  | "run/driven"
  | "trainer/running"
  | "telemetry/failed"
  | "emergency/in-force"
  | "signal/no-run"
  | "signal/unavailable";

// Registered, so that two copies of the package in one process recognize each other's errors.
const BRAND: symbol = Symbol.for("tolaria/error");

/**
 * An error that a caller can act on by its `code`.
 *
 * Invalid arguments throw a `RangeError` or `TypeError` instead.
 */
export class TolariaError extends Error {
  /** Name of the class. */
  override readonly name = "TolariaError";
  /** Stable identifier of the problem. */
  readonly code: ErrorCode;

  static {
    Object.defineProperty(TolariaError.prototype, BRAND, { value: true });
  }

  /** Creates an error; `options.cause` is the error that led to it. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether `value` is a TolariaError, with `code` if given, from any copy of the package. */
  static is(value: unknown, code?: ErrorCode): value is TolariaError {
    if (typeof value !== "object" || value === null || !(BRAND in value)) return false;
    return code === undefined || (value as TolariaError).code === code;
  }
}

/**
 * Returns the message of a thrown value, without credentials and with nothing that a terminal would obey. Of two errors
 * that `await using` threw as one, the first comes first.
 */
export function messageOf(thrown: unknown): string {
  if (isSuppressed(thrown)) {
    return `${messageOf(thrown.suppressed)}\nThe disposal that followed failed too: ${messageOf(thrown.error)}`;
  }
  if (TolariaError.is(thrown)) return withoutCredentials((thrown as Error).message);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message
    .split("\n")
    .map((line) => safeText(line))
    .join("\n");
}

/** Returns the error that came first, if `await using` threw it together with that of a disposal. */
export function firstError(thrown: unknown): unknown {
  return isSuppressed(thrown) ? firstError(thrown.suppressed) : thrown;
}

/** Two errors as one. By its fields: Bun and Deno have classes of their own, and compilers bring a third. */
function isSuppressed(
  thrown: unknown,
): thrown is Error & { readonly suppressed: unknown; readonly error: unknown } {
  return thrown instanceof Error && "suppressed" in thrown && "error" in thrown;
}
