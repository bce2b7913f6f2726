import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../processes/free_port.ts";

/** The Python that has MLflow, if there is one. */
export const PYTHON = process.env.TOLARIA_PYTHON ?? "python3";

/** Why there is no MLflow to test with; undefined if there is one. */
export const noMlflow: string | undefined = whyNone();

/** Longest time until a server answers, ms: it loads much, on a machine that may have much else to do. */
const START_MS = 300_000;

const EVERY_MS = 100;

function whyNone(): string | undefined {
  try {
    // Not the small package of its client, which has no server.
    const code =
      "import importlib.util as u; assert u.find_spec('mlflow') and u.find_spec('flask')";
    execFileSync(PYTHON, ["-c", code], { stdio: "pipe" });
    return undefined;
  } catch {
    return `no Python with MLflow's server (pip install mlflow, and set TOLARIA_PYTHON): ${PYTHON}`;
  }
}

/** Does `work` with a real MLflow server that keeps its data in `folder`. */
export async function withMlflow(
  folder: string,
  work: (uri: string) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const args = ["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port)];
  const store = ["--backend-store-uri", `sqlite:///${folder}/mlflow.db`];
  const artifacts = ["--artifacts-destination", `${folder}/artifacts`, "--workers", "1"];
  const server = spawn(PYTHON, [...args, ...store, ...artifacts], {
    cwd: folder,
    // A group of its own: the server has children.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    },
  });
  const exited = once(server, "exit");
  try {
    const uri = `http://127.0.0.1:${port}`;
    await answers(uri, server);
    await work(uri);
  } finally {
    if (server.pid && server.exitCode === null) process.kill(-server.pid, "SIGKILL");
    await exited;
  }
}

async function answers(uri: string, server: ChildProcess): Promise<void> {
  let printed = "";
  server.stderr?.setEncoding("utf8").on("data", (text: string) => {
    printed = `${printed}${text}`.slice(-4_000);
  });
  const untilMs = performance.now() + START_MS;
  while (performance.now() < untilMs) {
    if (server.exitCode !== null) throw new Error(`MLflow did not start: ${printed}`);
    const response = await fetch(`${uri}/health`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await pause(EVERY_MS);
  }
  throw new Error(`MLflow did not answer within ${START_MS / 1000} s: ${printed}`);
}
