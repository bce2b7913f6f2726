import { show, TolariaError } from "../../../core/mod.ts";

/** A tracking server, and who may write to it. */
export interface Server {
  /** Its address, without user and password and without a slash at its end. */
  readonly uri: string;
  /** The header that says who writes; omitted if nobody needs to. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_URI = "http://127.0.0.1:5000";

/**
 * Finds the server: the option first, then MLflow's own variables.
 *
 * @throws {TolariaError} `options/invalid` if the address is none of HTTP. It is not shown: it may hold a password.
 * @see https://mlflow.org/docs/latest/api_reference/auth/rest-api.html
 */
export function findServer(uri: string | undefined, environment: Environment): Server {
  const variable = environment.MLFLOW_TRACKING_URI;
  const text = uri ?? (variable || DEFAULT_URI);
  const url = URL.parse(text);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    const name = uri === undefined ? "MLFLOW_TRACKING_URI" : "uri";
    const shown = text.includes("@") ? "another" : show(text);
    throw new TolariaError(
      "options/invalid",
      `"${name}" must be an http or https address, but is ${shown}. Cannot make mlflow.`,
    );
  }
  const authorization = authorizationOf(url, environment);
  return {
    uri: `${url.origin}${url.pathname}`.replace(/\/+$/, ""),
    ...(authorization !== undefined && { authorization }),
  };
}

function authorizationOf(url: URL, environment: Environment): string | undefined {
  const { MLFLOW_TRACKING_TOKEN: token } = environment;
  if (url.username !== "") {
    return basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  }
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = environment;
  // In MLflow's own order: a name and its password go before a token.
  if (user && password) return basic(user, password);
  return token ? `Bearer ${token}` : undefined;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
