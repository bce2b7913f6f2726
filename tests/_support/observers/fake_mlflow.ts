import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that a fake server got. */
export interface FakeRequest {
  /** Without what all of them begin with: `runs/create`. */
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly authorization: string | undefined;
}

/**
 * What a fake server does about a request: answers it, answers a status, never answers, breaks the connection, or does what
 * it is asked and loses the answer, as a proxy may.
 */
export type FakeAnswer = "answer" | number | "hang" | "break" | "lose";

/** What is logged of metrics, parameters and tags. */
interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly step?: number;
}

/** A server with the part of MLflow's interface that runs need. It keeps to MLflow's limits. */
export interface FakeMlflow {
  readonly uri: string;
  readonly requests: readonly FakeRequest[];
  readonly metrics: readonly Entry[];
  readonly params: readonly Entry[];
  readonly tags: Readonly<Record<string, unknown>>;
  readonly artifacts: Readonly<Record<string, string>>;
  /** How the run ended; undefined until it has. */
  readonly status: string | undefined;
  /** Resolves once a request to `path` came. */
  asked(path: string): Promise<void>;
  close(): Promise<void>;
}

const RUN = "f00d";

/** Starts a server. @param behave Says what it does about the nth request to a path, from 0. */
export async function fakeMlflow(
  behave: (path: string, nth: number) => FakeAnswer = () => "answer",
): Promise<FakeMlflow> {
  const state = new FakeState();
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    // Of a client that gives up, nothing is left to answer.
    const asked = await read(request).catch(() => undefined);
    if (!asked) return;
    const { path } = asked;
    const nth = counts.get(path) ?? 0;
    counts.set(path, nth + 1);
    state.requests.push(asked);
    const answer = behave(path, nth);
    if (answer === "break") response.destroy();
    else if (answer === "answer") reply(response, state.take(asked));
    else if (answer === "lose") {
      state.take(asked);
      reply(response, [502, {}]);
    } else if (answer !== "hang")
      reply(response, [answer, { error_code: "E", message: "as told" }]);
    state.tell(path);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    uri: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

class FakeState {
  readonly requests: FakeRequest[] = [];
  readonly metrics: Entry[] = [];
  readonly params: Entry[] = [];
  readonly tags: Record<string, unknown> = {};
  readonly artifacts: Record<string, string> = {};
  readonly experiments: string[] = [];
  status: string | undefined;
  readonly #waiting: { readonly path: string; readonly resolve: () => void }[] = [];

  asked(path: string): Promise<void> {
    if (this.requests.some((request) => request.path === path)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ path, resolve }));
  }

  tell(path: string): void {
    for (const waiting of this.#waiting) if (waiting.path === path) waiting.resolve();
  }

  take({ path, body }: FakeRequest): [status: number, body: unknown] {
    switch (path) {
      case "experiments/get-by-name":
        if (!this.experiments.includes(String(body.experiment_name))) {
          return [404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: "no such experiment" }];
        }
        return [200, { experiment: { experiment_id: "7", lifecycle_stage: "active" } }];
      case "experiments/create":
        this.experiments.push(String(body.name));
        return [200, { experiment_id: "7" }];
      case "runs/create":
        this.#tag(body.tags as Entry[]);
        return [200, this.#run()];
      case "runs/search":
        return [200, { runs: this.tags["tolaria.run_id"] ? [this.#run().run] : [] }];
      case "runs/log-batch":
        return this.#log(body as Record<string, Entry[]>);
      case "runs/update":
        this.status = String(body.status);
        return [200, {}];
    }
    this.artifacts[path] = String(body.text);
    return [200, {}];
  }

  #run() {
    return { run: { info: { run_id: RUN, artifact_uri: `mlflow-artifacts:/7/${RUN}/artifacts` } } };
  }

  #log({ metrics = [], params = [], tags = [] }: Record<string, Entry[]>): [number, unknown] {
    if (metrics.length > 1000 || params.length > 100 || tags.length > 100) {
      return [400, { error_code: "INVALID_PARAMETER_VALUE", message: "too many" }];
    }
    this.metrics.push(...metrics);
    this.params.push(...params);
    this.#tag(tags);
    return [200, {}];
  }

  #tag(tags: readonly Entry[]): void {
    for (const { key, value } of tags) this.tags[key] = value;
  }
}

async function read(request: IncomingMessage): Promise<FakeRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString();
  const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
  const put = request.method === "PUT";
  const path = pathname.replace(/^\/api\/2.0\/mlflow(-artifacts\/artifacts)?\//, "");
  const body = text === "" ? Object.fromEntries(searchParams) : put ? { text } : JSON.parse(text);
  return { path, body, authorization: request.headers.authorization };
}

function reply(response: ServerResponse, [status, body]: readonly [number, unknown]): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
