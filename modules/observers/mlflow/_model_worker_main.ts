/**
 * The main file of the worker that sends the files of a model to an MLflow server.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { messageOf } from "../../../core/worker.ts";
import { serveRecorder } from "../_recording/mod.ts";
import { artifactPath } from "./artifacts.ts";
import { MlflowClient } from "./client.ts";
import type { ModelTask } from "./send_model.ts";

serveRecorder<ModelTask, { readonly end: true }>((task, post) => () => {
  send(task).then(
    () => post({ done: true }),
    (error) => post({ failed: messageOf(error) }),
  );
});

async function send({ server, run, folder }: ModelTask): Promise<void> {
  const client = new MlflowClient(server);
  const { signal } = new AbortController();
  for (const path of filesIn(folder)) {
    const name = relative(folder, path).split(sep).join("/");
    const target = artifactPath(run.artifactUri, `model/${name}`);
    if (target === undefined) throw new Error(`${run.artifactUri} is not the server's own to keep`);
    await client.putArtifact(target, new Uint8Array(readFileSync(path)), signal);
  }
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
