import {
  DATA_SOURCE,
  type DataSplits,
  type Dataset,
  errorMessage,
  evaluateDataset,
  type Host,
  METRIC,
  type Metric,
  type ModelInfo,
  OBJECTIVE,
  type Objective,
  type PassReport,
  TOKENIZER,
  type Tokenizer,
  TolariaError,
} from "../../core/mod.ts";
import { Container, type ContainerModule } from "../../deps.ts";
import { CATALOGUE } from "../catalogue.ts";
import type { Modules } from "../create_trainer.ts";

/** Splits of a data source. */
export type SplitName = "train" | "validation" | "test";

/** On what, and by what, a model is measured. */
export interface EvaluateOptions {
  /** Which examples of a data source. @default "test" if it has any, else "validation", else "train" */
  readonly split?: SplitName;
  /**
   * The objective and further metrics, as a training has them; providers of other roles are left alone.
   * @default the objective that the model was trained on, from its `tolaria.json`, and no further metric
   */
  readonly modules?: readonly Modules[];
  /** Seed that a data source splits by. @default that of the training */
  readonly seed?: number;
  /** Examples that go through the network at once, at least 1. @default 256 */
  readonly batchSize?: number;
  /** Ends the evaluation. */
  readonly signal?: AbortSignal;
  /** Called after each batch with the examples so far and in all. */
  readonly onProgress?: (examples: number, size: number) => void;
}

/** What a model does on a split. */
export interface Evaluation extends PassReport {
  /** Which examples of the data source; undefined for a dataset. */
  readonly split?: SplitName;
  /** How many examples. */
  readonly examples: number;
}

/** The network and what its folder says. */
export interface EvaluatedModel {
  readonly host: Host;
  readonly info: ModelInfo | undefined;
  readonly tokenizer: Tokenizer | undefined;
}

/** Measures a model on a data source, or on one dataset. */
export async function evaluateModel(
  { host, info, tokenizer }: EvaluatedModel,
  data: ContainerModule | Dataset,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const { objective, metrics } = measures(info, options.modules ?? []);
  const { batchSize = 256, signal, onProgress } = options;
  const measure = async (dataset: Dataset, split?: SplitName): Promise<Evaluation> => {
    const { size } = dataset;
    const report = await evaluateDataset({
      host,
      objective,
      metrics,
      dataset,
      batchSize,
      signal,
      onProgress: onProgress && ((examples) => onProgress(examples, size)),
    });
    if (report) return { ...report, ...(split && { split }), examples: size };
    throw new TolariaError("run/interrupted", "The evaluation was told to stop.");
  };
  if ("gather" in data) return measure(data);
  const splits = await open(data, tokenizer, options.seed ?? info?.seed ?? 0);
  try {
    checkPreparation(splits, info);
    const split = options.split ?? defaultSplit(splits);
    const dataset = splits[split];
    if (dataset) return await measure(dataset, split);
    const names = ["train", "validation", "test"].filter((name) => splits[name as SplitName]);
    throw new TolariaError(
      "options/invalid",
      `The data have no split "${split}", only ${names.join(", ")}. Cannot evaluate.`,
    );
  } finally {
    await splits.dispose?.();
  }
}

async function open(
  data: ContainerModule,
  tokenizer: Tokenizer | undefined,
  seed: number,
): Promise<DataSplits> {
  const container = new Container();
  container.load(data);
  if (tokenizer) {
    container.bind(TOKENIZER).toConstantValue({ name: tokenizer.name, open: () => tokenizer });
  } else {
    // A model that was saved without one; data that are no text ask for none.
    const fallback = CATALOGUE.find(({ token }) => token === TOKENIZER)?.fallback;
    if (fallback) container.load(fallback());
  }
  return container.get(DATA_SOURCE).open(seed);
}

function defaultSplit({ test, validation }: DataSplits): SplitName {
  if (test) return "test";
  return validation ? "validation" : "train";
}

/** A source fits its preparation to its own training examples: they must be those that the model was trained on. */
function checkPreparation({ preparation }: DataSplits, info: ModelInfo | undefined): void {
  const expected = info?.preparation ?? null;
  if (JSON.stringify(preparation ?? null) === JSON.stringify(expected)) return;
  throw new TolariaError(
    "data/invalid",
    errorMessage(
      "the data source prepares its columns otherwise than the model was trained with: its files, its columns or the seed differ; evaluate on a file, to which the model's own preparation is applied",
      "evaluate",
    ),
  );
}

/** The objective and the metrics of `modules`, or those that the model was saved with. */
function measures(
  info: ModelInfo | undefined,
  modules: readonly Modules[],
): { readonly objective: Objective; readonly metrics: readonly Metric[] } {
  const container = new Container();
  container.load(
    ...((modules as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as ContainerModule[]),
  );
  if (!container.isBound(OBJECTIVE)) container.load(savedObjective(info));
  return {
    objective: container.get(OBJECTIVE),
    metrics: container.isBound(METRIC) ? container.getAll(METRIC) : [],
  };
}

function savedObjective(info: ModelInfo | undefined): ContainerModule {
  const { name, provider, options } = info?.objective ?? {};
  const providers = CATALOGUE.find(({ token }) => token === OBJECTIVE)?.providers ?? {};
  const known = provider !== undefined && Object.hasOwn(providers, provider);
  const make = known ? providers[provider] : undefined;
  if (make) return (make as (options?: unknown) => ContainerModule)(options ?? undefined);
  const fault =
    name === undefined
      ? "the model was saved without its objective"
      : `objective "${name}" of the model cannot be made again from its name`;
  throw new TolariaError(
    "options/invalid",
    errorMessage(`${fault}: give it, as in { modules: [softmaxCrossEntropy()] }`, "evaluate"),
  );
}
