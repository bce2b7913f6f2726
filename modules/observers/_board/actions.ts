import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ActionRequest, BoardActions } from "./board_actions.ts";

/** What an operator can ask for on the board. */
export const ACTIONS: readonly ActionRequest["action"][] = [
  "pause",
  "resume",
  "roll-back",
  "signal",
  "stand-down",
  "stop",
];

/** Bytes that a request may have. */
const MOST_BYTES = 4_096;

/** How long a request may take to arrive, ms. */
const BODY_MS = 5_000;

/** Whether a request carries the token; takes as long either way. */
export function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

/** Returns why a request for an action is refused before its body is read. */
export function faultOfHead(
  request: IncomingMessage,
  actions: BoardActions | undefined,
): readonly [status: number, reason: string] | undefined {
  const { host, origin } = request.headers;
  if (!actions) {
    return [403, "this board only shows: the page of the run itself lets you act on it"];
  }
  if (origin !== `http://${host}`) return [403, "the request came from another page"];
  if (!hasToken(request, actions.token)) return [403, "there was no valid token"];
  if (!/^application\/json(;|$)/.test(request.headers["content-type"] ?? "")) {
    return [400, "the content type was not application/json"];
  }
  return undefined;
}

/** Reads the body of a request. @throws {RangeError} If it is too long, too slow or no request. */
export async function readAction(request: IncomingMessage): Promise<ActionRequest> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const parts: Buffer[] = [];
  let bytes = 0;
  const slow = setTimeout(() => reject(new RangeError("the body took too long")), BODY_MS);
  request.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_BYTES) reject(new RangeError(`the body had more than ${MOST_BYTES} bytes`));
    else parts.push(part);
  });
  request.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
  request.on("close", () => reject(new RangeError("the body was cut off")));
  try {
    return checkAction(parse(await promise));
  } finally {
    clearTimeout(slow);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError("the body was no JSON");
  }
}

function checkAction(value: unknown): ActionRequest {
  const given = (typeof value === "object" && value !== null ? value : {}) as ActionRequest;
  const { action, run, reason = "", level, stepsBack } = given;
  const fault = (name: string, rule: string) => new RangeError(`"${name}" must be ${rule}`);
  if (!ACTIONS.includes(action)) throw fault("action", `one of ${ACTIONS.join(", ")}`);
  if (typeof run !== "string") throw fault("run", "the id of a run");
  if (typeof reason !== "string" || reason.length > 500) {
    throw fault("reason", "a text of at most 500 characters");
  }
  if (action === "signal" && ![1, 2, 3, 4].includes(level as number)) {
    throw fault("level", "1, 2, 3 or 4");
  }
  if (stepsBack !== undefined && !(Number.isSafeInteger(stepsBack) && stepsBack >= 0)) {
    throw fault("stepsBack", "a whole number of at least 0");
  }
  return {
    action,
    run,
    reason,
    ...(level !== undefined && { level }),
    ...(stepsBack !== undefined && { stepsBack }),
  };
}
