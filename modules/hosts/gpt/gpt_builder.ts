import {
  type DataColumns,
  disposeModel,
  errorMessage,
  type HostBuilder,
  TolariaError,
} from "../../../core/mod.ts";
import { assignWeights, modelTargets } from "../../_weights/mod.ts";
import { LayeredHost, type Stage, slotNames } from "../_layered/mod.ts";
import { fitGpt2, type Gpt2File, gpt2Name, readGpt2 } from "./gpt2_file.ts";
import { blockNames, type GptShape, gptStages } from "./network.ts";
import type { CheckedGpt } from "./options.ts";

/** Numbers of a head in each size of GPT-2. @see Radford et al. 2019, table 2, and the code of GPT-2. */
const HEAD_WIDTH = 64;

/** Builds a GPT once its sizes are known: of options, a file with weights, and the data. */
export class GptBuilder implements HostBuilder {
  readonly #options: CheckedGpt;
  #file: Gpt2File | undefined;

  constructor(options: CheckedGpt) {
    this.#options = options;
  }

  async open(): Promise<void> {
    if (this.#options.from !== undefined) this.#file = await readGpt2(this.#options.from);
  }

  build(data?: DataColumns): LayeredHost {
    const file = this.#file;
    this.#file = undefined;
    const shape = shapeOf(this.#options, file, data);
    const stages = gptStages(shape);
    const blocks = blockNames(shape.layers);
    try {
      if (file) assignGpt2(stages, file, shape);
      return new LayeredHost(stages, {
        name: "gpt",
        borrowed: false,
        hasOwnWeights: file !== undefined,
        slots: slotNames(this.#options.slots, [...blocks, "head"]),
      });
    } catch (error) {
      disposeModel(...stages.map(({ model }) => model));
      throw error;
    }
  }
}

/** The sizes that options name, else those of the file, else those of the data. */
function shapeOf(
  options: CheckedGpt,
  file: Gpt2File | undefined,
  data: DataColumns | undefined,
): GptShape {
  const { layers, width, vocabulary } = { ...file?.sizes, ...withoutUndefined(options) };
  const column = data?.inputs[0];
  const window = column?.shape.length === 1 ? column.shape[0] : undefined;
  const shape = {
    layers: layers as number,
    width: width as number,
    heads: options.heads ?? (width as number) / HEAD_WIDTH,
    context: options.context ?? window ?? file?.sizes.context ?? missing("context", "windows"),
    vocabulary: vocabulary ?? column?.classes ?? missing("vocabulary", "ids"),
    dropout: options.dropout,
    tied: options.tied,
  };
  if (Number.isInteger(shape.heads) && shape.width % shape.heads === 0) return shape;
  throw new TolariaError(
    "options/invalid",
    options.heads === undefined
      ? `"heads" must be given, as the width ${shape.width} of the file is no multiple of ${HEAD_WIDTH}. Cannot make gpt.`
      : `"heads" must be a divisor of the width ${shape.width}, but is ${shape.heads}. Cannot make gpt.`,
  );
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

function missing(option: string, what: string): never {
  const reason = `"${option}" must be given, as the data do not say it: text() has ${what} that do`;
  throw new TolariaError("options/invalid", errorMessage(reason, "make gpt"));
}

function assignGpt2(stages: readonly Stage[], file: Gpt2File, shape: GptShape): void {
  const targets = stages.flatMap(({ name: stage, model }) =>
    [...modelTargets(model)].flatMap(([path, target]) => {
      const name = gpt2Name(`${stage}/${path}`);
      return name === undefined ? [] : [[name, target] as const];
    }),
  );
  assignWeights(new Map(targets), fitGpt2(file, shape), true);
}
