import { tf } from "../../deps.ts";
import type { GroupSnapshot } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { piecesOf } from "../arena/pieces_of.ts";
import { isFirst } from "../collective/talk.ts";
import type { Services } from "../container/services.ts";
import { errorMessage, TolariaError } from "../errors/mod.ts";
import { type BestEpoch, disposeKept, type Kept } from "../metrics/best_epoch.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { GrownLayers, Host } from "../ports/host.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { Progress } from "../state/progress.ts";
import type { RunHistory } from "../state/run_history.ts";
import type { ModelDescription, ModelInfo, SavedWeights } from "./model_info.ts";
import { copyNetwork, type NetworkCopy } from "./network_copy.ts";
import { checkModelFolder } from "./write_folder.ts";

/** What is saved of a training. */
export interface SaveOptions {
  /**
   * Which weights: `best` of the best epoch of the run, `last` of the last step, `average` their running average, which
   * an optimizer such as `ema(adamw())` keeps. The best epoch's are averages too if there are such.
   * @default the best epoch's if they are held, otherwise the average if there is one, otherwise the last ones
   */
  readonly weights?: SavedWeights;
}

/** What a run has trained so far. */
export interface Trained {
  /** The best epoch, with its weights. */
  readonly best: BestEpoch;
  readonly history: Readonly<RunHistory>;
}

/** A network in training, with what its model folder tells of it. */
export interface SaveScope {
  readonly services: Pick<Services, "objective" | "collective">;
  readonly settings: { readonly seed: number };
  readonly splits: DataSplits;
  readonly host: Host;
  readonly groups: ParameterGroups;
  readonly seeds: SeedTraining;
  readonly progress: Readonly<Progress>;
  readonly running: { readonly trained?: Trained };
}

/** A network as it is to be saved. */
interface Chosen {
  readonly weights: SavedWeights;
  readonly report: EpochReport | undefined;
  readonly network: NetworkCopy;
  readonly grown: ReadonlyMap<string, GrownLayers>;
}

/**
 * Saves the network of a scope as a model folder, or its weights if it is not made of layers. Of several
 * ranks, which have the same weights, only rank 0 writes.
 *
 * @throws {TolariaError} `model/refused` if the folder cannot be written or the weights asked for are not held.
 */
export async function saveTrained(
  scope: SaveScope,
  directory: string,
  { weights }: SaveOptions,
): Promise<ModelInfo> {
  // Before anything is built: it is what a user can mend.
  checkModelFolder(directory);
  const { report, network, grown, weights: chosen } = choose(scope, weights);
  try {
    const place = isFirst(scope.services.collective) ? directory : undefined;
    return await network.save(place, {
      ...describe(scope, report),
      weights: chosen,
      seeds: [...grown].map(([slot, { name, share }]) => ({ slot, name, share })),
    });
  } finally {
    network.dispose();
  }
}

function choose(scope: SaveScope, asked: SavedWeights | undefined): Chosen {
  const { best, history } = scope.running.trained ?? {};
  if (asked === "average" && !scope.groups.averaged) {
    throw notHeld(
      'no running average of the weights is kept: wrap the optimizer, as "ema(adamw())"',
    );
  }
  if (asked !== "last" && asked !== "average") {
    const chosen = best?.best?.kept && bestOf(scope, best.best.kept, asked === "best");
    const report = history?.epochs.find(({ epoch }) => epoch === best?.epoch);
    if (chosen) return { ...chosen, weights: "best", report };
    if (asked === "best") {
      throw notHeld(
        best?.epoch === undefined
          ? "no epoch is complete"
          : `the weights of epoch ${best.epoch}, the best, were not kept ("keepBest")`,
      );
    }
  }
  const last = history?.epochs.at(-1);
  // In mid-epoch, nothing was measured at these weights.
  const report = last?.step === scope.progress.step ? last : undefined;
  if (scope.groups.averaged) {
    const average = asked !== "last";
    // The validation is measured at the average.
    const { validation: _ofAverage, ...trained } = report ?? {};
    return {
      ...networkNow(scope, average),
      weights: average ? "average" : "last",
      report: average ? report : report && (trained as EpochReport),
    };
  }
  const grown = grownNow(scope.host);
  return { weights: "last", report, network: copyNetwork(scope.host, { grown }), grown };
}

/** The network with its weights or their average, whichever of them it computes with at present. */
function networkNow(scope: SaveScope, average: boolean): Pick<Chosen, "network" | "grown"> {
  const { groups, seeds } = scope;
  const kept = { groups: groups.snapshot({ average }), seeds: seeds.snapshot() };
  try {
    return bestOf(scope, kept, true) as Pick<Chosen, "network" | "grown">;
  } finally {
    disposeKept(kept);
  }
}

/** The network of the best epoch; undefined if a seed of it is gone. */
function bestOf(
  { host, groups }: SaveScope,
  kept: Kept,
  mustBe: boolean,
): Pick<Chosen, "network" | "grown"> | undefined {
  let grown: ReadonlyMap<string, GrownLayers>;
  try {
    grown = kept.seeds.grown();
  } catch (error) {
    if (mustBe || !TolariaError.is(error, "group/changed")) throw error;
    return undefined;
  }
  let network: NetworkCopy | undefined;
  // Layers keep their variables whatever the scope; the pieces of the groups go with it.
  tf.tidy(() => {
    network = copyNetwork(host, { grown, weights: weightsOf(kept, groups) });
  });
  return { network: network as NetworkCopy, grown };
}

/** Weights by name. To be called in a tidy. */
function weightsOf({ groups: snapshots, seeds }: Kept, groups: ParameterGroups) {
  // Those in groups come last: they may be averages.
  const weights = new Map<string, tf.Tensor>(seeds.weights);
  for (const [name, snapshot] of snapshots) {
    for (const [weight, value] of groupWeights(snapshot)) weights.set(weight, value);
    groups.find(name)?.contents.buffers.forEach((buffer, at) => {
      weights.set(buffer.name, snapshot.buffers[at] as tf.Tensor);
    });
  }
  return weights;
}

function groupWeights({ layout, parameters_P }: GroupSnapshot): [string, tf.Tensor][] {
  if (layout.size === 0) return [];
  const pieces = piecesOf(parameters_P, layout);
  return layout.segments.map(({ name }, at) => [name, pieces[at] as tf.Tensor]);
}

function grownNow({ slots = [] }: Host): ReadonlyMap<string, GrownLayers> {
  return new Map(
    slots.flatMap((slot): [string, GrownLayers][] => {
      const grown = slot.grown?.();
      return grown ? [[slot.name, grown]] : [];
    }),
  );
}

function describe(
  scope: SaveScope,
  report: EpochReport | undefined,
): ModelDescription & Pick<ModelInfo, "host"> {
  const { host, services, settings, splits, progress } = scope;
  const { train, validation, epoch = progress.epoch, step = progress.step } = report ?? {};
  return {
    host: host.name,
    inputs: splits.train.computedFrom ?? splits.train.inputs,
    targets: splits.train.targets,
    ...(splits.preparation && { preparation: splits.preparation }),
    ...(splits.tokenizer && { tokenizer: splits.tokenizer.toJson() }),
    objective: { name: services.objective.name, ...services.objective.origin },
    ...(train && { metrics: { train, ...(validation && { validation }) } }),
    epoch,
    step,
    seed: settings.seed,
  };
}

function notHeld(reason: string): TolariaError {
  return new TolariaError("model/refused", errorMessage(reason, "save those weights"));
}
