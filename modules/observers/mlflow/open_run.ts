import { type MlflowClient, Refused } from "./client.ts";
import { textEntries } from "./entries.ts";
import type { MlflowRun, MlflowTask } from "./messages.ts";

interface Experiment {
  readonly experiment_id: string;
  readonly lifecycle_stage?: string;
}

interface Info {
  readonly run_id: string;
  readonly artifact_uri?: string;
}

/** The tag that tells one run of Tolaria from another. */
const RUN_ID = "tolaria.run_id";

/** Finds the experiment, or creates it. @returns Its id. */
export async function findExperiment(
  client: MlflowClient,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const found = await lookUp(client, name, signal);
  if (found) return usable(found, name);
  try {
    const made = await client.post<Experiment>("experiments/create", { name }, signal);
    return made.experiment_id;
  } catch (error) {
    // Another process was faster.
    const faster = error instanceof Refused ? await lookUp(client, name, signal) : undefined;
    if (!faster) throw error;
    return usable(faster, name);
  }
}

async function lookUp(
  client: MlflowClient,
  name: string,
  signal: AbortSignal,
): Promise<Experiment | undefined> {
  try {
    const path = "experiments/get-by-name";
    const answer = await client.get<{ experiment: Experiment }>(
      path,
      { experiment_name: name },
      signal,
    );
    return answer.experiment;
  } catch (error) {
    if (error instanceof Refused && error.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
    throw error;
  }
}

function usable({ experiment_id: id, lifecycle_stage: stage }: Experiment, name: string): string {
  if (stage !== "deleted") return id;
  const message = `The experiment "${name}" is deleted: restore it, or choose another one`;
  throw new Refused(message, 400, "INVALID_STATE");
}

/**
 * Creates a run, without its parameters.
 *
 * @param again Whether an earlier try may have reached the server: its run is looked for first.
 */
export async function createRun(
  client: MlflowClient,
  task: MlflowTask,
  experimentId: string,
  again: boolean,
  signal: AbortSignal,
): Promise<MlflowRun> {
  const info =
    (again && (await runOf(client, task, experimentId, signal))) ||
    (await newRun(client, task, experimentId, signal));
  return { id: info.run_id, artifactUri: info.artifact_uri ?? "" };
}

async function newRun(
  client: MlflowClient,
  { runName, startedMs, tags }: MlflowTask,
  experimentId: string,
  signal: AbortSignal,
): Promise<Info> {
  const body = {
    experiment_id: experimentId,
    run_name: runName,
    start_time: Math.round(startedMs),
    tags: textEntries(tags, "tag"),
  };
  const made = await client.post<{ run: { info: Info } }>("runs/create", body, signal);
  return made.run.info;
}

async function runOf(
  client: MlflowClient,
  { tags }: MlflowTask,
  experimentId: string,
  signal: AbortSignal,
): Promise<Info | undefined> {
  const body = {
    experiment_ids: [experimentId],
    filter: `tags.\`${RUN_ID}\` = '${tags[RUN_ID]}'`,
    max_results: 1,
  };
  const found = await client.post<{ runs?: { info: Info }[] }>("runs/search", body, signal);
  return found.runs?.[0]?.info;
}
