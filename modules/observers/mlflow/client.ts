import { messageOf } from "../../../core/worker.ts";
import type { Server } from "./server.ts";

/** Longest time for one request, ms. */
const REQUEST_MS = 10_000;

/** Characters of an answer that an error shows. */
const SHOWN_ANSWER = 200;

/** The server cannot be reached, or asks to come back: another try may do. */
export class Unavailable extends Error {
  /** When it wants to be asked again, ms. */
  readonly againInMs: number | undefined;

  constructor(message: string, againInMs?: number) {
    super(message);
    this.againInMs = againInMs;
  }
}

/** The server refuses a request: another try is in vain. */
export class Refused extends Error {
  readonly status: number;
  /** MLflow's own name for it: `RESOURCE_DOES_NOT_EXIST`. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls the REST interface of an MLflow server. No error shows what authorizes a request. */
export class MlflowClient {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Where the server is, for people. */
  get shown(): string {
    return this.#server.uri;
  }

  /** Asks `path` of the interface, such as `runs/create`. @throws {Unavailable | Refused} */
  async post<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const content = { method: "POST", body: JSON.stringify(body) };
    return await this.#call<T>(path, `/api/2.0/mlflow/${path}`, content, signal);
  }

  /** Asks for something. @throws {Unavailable | Refused} */
  async get<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<T> {
    const search = new URLSearchParams(query);
    const address = `/api/2.0/mlflow/${path}?${search}`;
    return await this.#call<T>(path, address, { method: "GET" }, signal);
  }

  /** Stores a file among the artifacts that the server itself keeps. @throws {Unavailable | Refused} */
  async putArtifact(
    path: string,
    bytes: string | Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<void> {
    const address = `/api/2.0/mlflow-artifacts/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;
    await this.#call("mlflow-artifacts", address, { method: "PUT", body: bytes }, signal);
  }

  async #call<T>(
    name: string,
    address: string,
    content: RequestInit,
    signal: AbortSignal,
  ): Promise<T> {
    const { uri, authorization } = this.#server;
    const type = content.method === "PUT" ? "application/octet-stream" : "application/json";
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${uri}${address}`, {
        ...content,
        headers: { "content-type": type, ...(authorization && { authorization }) },
        // Followed, a redirect would turn a POST into a GET.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
      });
      text = await answer.text();
    } catch (error) {
      throw new Unavailable(`${uri} cannot be reached: ${this.#safe(reasonOf(error))}`);
    }
    if (answer.ok) return parsed(text, `${uri} answered ${name} with something other than JSON`);
    throw this.#failure(name, answer, text);
  }

  #failure(name: string, { status, headers }: Response, text: string): Error {
    const { error_code: code = "", message = "" } = errorOf(text);
    const said = this.#safe(`${code} ${message}`.trim().slice(0, SHOWN_ANSWER));
    const problem = `${this.shown} answered ${name} with status ${status}`;
    const shown = said === "" ? problem : `${problem}: ${said}`;
    if (status === 429 || status >= 500) return new Unavailable(shown, againIn(headers));
    return new Refused(shown, status, code);
  }

  /** `text` without what authorizes requests, should a server or a runtime say it. */
  #safe(text: string): string {
    const secret = this.#server.authorization?.split(" ")[1];
    return secret ? text.replaceAll(secret, "***") : text;
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as Error;
  return messageOf(cause ?? error) || String((cause as NodeJS.ErrnoException)?.code ?? error);
}

function parsed<T>(text: string, fault: string): T {
  if (text.trim() === "") return {} as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Refused(`${fault}: is it an MLflow server?`, 200, "");
  }
}

function errorOf(text: string): { readonly error_code?: string; readonly message?: string } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Reads `Retry-After` in seconds; the form with a date is not worth a clock here. */
function againIn(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
