import { isIP } from "node:net";
import { hostname } from "node:os";

/** Sent with every answer: nothing comes from elsewhere, and no text of a run becomes markup or a script. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/**
 * Whether a browser asked for this machine. A name of somebody else's that leads here (DNS rebinding) is refused, even if
 * the board listens on every address; addresses cannot be rebound.
 *
 * @param asked The `Host` of the request.
 * @param host Address that the board listens on.
 */
export function isOwnHost(asked: string | undefined, host: string): boolean {
  const name = (asked ?? "").replace(/:\d+$/, "").toLowerCase();
  if (["127.0.0.1", "localhost", "[::1]", host, `[${host}]`].includes(name)) return true;
  if (host !== "0.0.0.0" && host !== "::") return false;
  const machine = hostname().toLowerCase();
  return isIP(name.replace(/^\[(.*)\]$/, "$1")) > 0 || [machine, `${machine}.local`].includes(name);
}
