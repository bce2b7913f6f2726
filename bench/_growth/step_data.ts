import { DATA_SOURCE, type DataSource, type Dataset, RandomStream } from "../../core/mod.ts";
import { Container, ContainerModule } from "../../deps.ts";
import { permutation } from "./mnist_1d.ts";

/** How long a run is. */
export interface RunLength {
  readonly steps: number;
  readonly batchSize: number;
}

/**
 * The examples of `data` as one epoch of so many steps, shuffled anew in each pass over them: a run can then be of any
 * length. Takes `shuffle: false`.
 */
export function stepData(data: ContainerModule, length: RunLength): ContainerModule {
  const container = new Container();
  container.load(data);
  const source = container.get(DATA_SOURCE);
  const inSteps: DataSource = {
    name: source.name,
    open: async (seed) => {
      const splits = await source.open(seed);
      return { ...splits, train: inPasses(splits.train, seed, length) };
    },
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(inSteps);
  });
}

function inPasses(train: Dataset, seed: number, { steps, batchSize }: RunLength): Dataset {
  let held = -1;
  let order: Uint32Array = new Uint32Array(0);
  const exampleAt = (index: number): number => {
    const pass = Math.floor(index / train.size);
    if (pass !== held) {
      order = permutation(train.size, new RandomStream(seed, `pass ${pass}`));
      held = pass;
    }
    return order[index % train.size] as number;
  };
  return {
    size: steps * batchSize,
    inputs: train.inputs,
    targets: train.targets,
    gather: (indices, spare) => train.gather(indices.map(exampleAt), spare),
  };
}
