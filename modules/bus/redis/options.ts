import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  messageOf,
  milliseconds,
  parseOptions,
  show,
  stateFolder,
  TolariaError,
  withoutCredentials,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { BUDGETS } from "../../../proto/mod.ts";

/** How the connection is encrypted. */
export interface RedisTls {
  /** File with the certificates that the server's is verified against, PEM. @default those of the system */
  readonly ca?: string;
  /** File with this client's certificate, PEM. @default none */
  readonly cert?: string;
  /** File with the key of this client's certificate, PEM. @default none */
  readonly key?: string;
  /** Name that the server's certificate must have. @default the host of the address */
  readonly serverName?: string;
}

/** Options of {@link redisBus}. */
export interface RedisBusOptions {
  /** Address, `rediss:` for an encrypted connection. @default `redis://localhost:6379` */
  readonly url?: string;
  /** Name of the user. @default that of the address, or Redis' own `default` */
  readonly username?: string;
  /** Password of the user. @default that of the address, or none */
  readonly password?: string;
  /** How the connection is encrypted; only for `rediss:`. */
  readonly tls?: RedisTls;
  /** Buses of one namespace are connected to each other. @default `tolaria` */
  readonly namespace?: string;
  /**
   * Consumer group of this bus. Buses with different groups get every message; those of one group share the messages.
   * A named group stays in Redis, and the next bus with it continues where the last one stopped.
   * @default one of its own, from the start of the bus to its end
   */
  readonly group?: string;
  /** Most CRITICAL messages that wait, and most others, at least 1. @default 10,000 */
  readonly capacity?: number;
  /** Approximate number of entries that a stream keeps, at least 1. @default 10,000 */
  readonly streamLength?: number;
  /** Longest time for an answer of Redis, ms. @default 1,000 */
  readonly timeoutMs?: number;
  /** Longest time to send waiting items when the run ends or the trainer is disposed, ms. @default 3,000 */
  readonly flushTimeoutMs?: number;
  /**
   * Folder for CRITICAL messages that Redis does not have yet. If a process dies, the next one that uses the folder
   * sends them.
   * @default `$XDG_STATE_HOME/tolaria/spill`, or `~/.local/state/tolaria/spill`
   */
  readonly spillFolder?: string;
}

/** What the worker needs; can be cloned. */
export interface RedisTask {
  readonly url: string;
  /** The address as people may see it: without user and password. */
  readonly shown: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls:
    | {
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
        readonly servername?: string;
      }
    | undefined;
  readonly namespace: string;
  readonly group: string | undefined;
  readonly capacity: number;
  readonly streamLength: number;
  readonly timeoutMs: number;
  readonly flushTimeoutMs: number;
  readonly spillFolder: string;
  /** Name of the spools with messages to this address and namespace. */
  readonly spillName: string;
}

// Braces are Redis' own way to keep the streams of a bus on one node of a cluster: a name cannot have any.
const NAME = /^[\w.:/-]{1,128}$/;

const name = () => z.string().regex(NAME, "1 to 128 of the characters A-Z a-z 0-9 _ . : / -");

const RedisSchema = z.strictObject({
  url: z
    .url({ protocol: /^rediss?$/, error: "a redis or rediss address" })
    .default("redis://localhost:6379"),
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  tls: z
    .strictObject({
      ca: z.string().min(1).optional(),
      cert: z.string().min(1).optional(),
      key: z.string().min(1).optional(),
      serverName: z.string().min(1).optional(),
    })
    .optional(),
  namespace: name().default("tolaria"),
  group: name().optional(),
  capacity: z.int().min(1).default(BUDGETS.queueDepth),
  streamLength: z.int().min(1).default(BUDGETS.queueDepth),
  timeoutMs: milliseconds().default(BUDGETS.breakerTimeoutMs),
  flushTimeoutMs: milliseconds().default(3000),
  spillFolder: z.string().min(1).optional(),
});

const ACTION = "make redisBus";

/**
 * Checks the options, and reads the files that they name.
 *
 * @throws {TolariaError} `options/invalid`; no message shows a password.
 */
export function checkRedisOptions(options: RedisBusOptions): RedisTask {
  const checked = parseOptions(ACTION, RedisSchema, withoutSecrets(options));
  const { tls, spillFolder, username, group, ...rest } = checked;
  const url = options.url ?? checked.url;
  const parsed = URL.parse(url);
  if (!parsed || `${parsed.pathname}${parsed.search}${parsed.hash}`.includes("@")) {
    throw fault("url", "an address whose user and password are percent-encoded", url);
  }
  const { protocol, host } = parsed;
  const encrypted = protocol === "rediss:";
  const shown = `${protocol}//${host}`;
  if (tls && !encrypted) throw fault("url", 'a rediss address, as "tls" is given', shown);
  const place = createHash("sha256").update(`${shown} ${checked.namespace}`).digest("hex");
  return {
    ...rest,
    url,
    shown,
    username,
    group,
    password: options.password,
    tls: encrypted ? readTls(tls ?? {}) : undefined,
    spillFolder: resolve(spillFolder ?? join(stateFolder(), "tolaria", "spill")),
    spillName: `bus-${place.slice(0, 16)}`,
  };
}

/** The options as an error may show them. */
function withoutSecrets(options: RedisBusOptions): unknown {
  if (typeof options !== "object" || options === null) return options;
  const { url, password } = options;
  return {
    ...options,
    ...(typeof url === "string" && { url: withoutCredentials(url) }),
    ...(typeof password === "string" && { password: password && "***" }),
  };
}

function readTls({ ca, cert, key, serverName }: RedisTls): RedisTask["tls"] {
  return {
    ...(ca !== undefined && { ca: readPem("tls.ca", ca) }),
    ...(cert !== undefined && { cert: readPem("tls.cert", cert) }),
    ...(key !== undefined && { key: readPem("tls.key", key) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw fault(option, `a file that can be read (${messageOf(error)})`, path);
  }
}

function fault(option: string, rule: string, value: string): TolariaError {
  return new TolariaError(
    "options/invalid",
    `"${option}" must be ${rule}, but is ${show(value)}. Cannot ${ACTION}.`,
  );
}
