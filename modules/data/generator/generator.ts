import {
  type Column,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import {
  type ExampleRow,
  openStreams,
  type RowReader,
  type Stream,
  toColumns,
} from "../_stream/mod.ts";
import {
  type GeneratedExample,
  type GeneratedExamples,
  type GeneratorOptions,
  GeneratorSchema,
} from "./options.ts";

class Generator implements DataSource {
  readonly name = "generator";
  readonly #options: GeneratorOptions;

  constructor(options: GeneratorOptions) {
    this.#options = options;
  }

  async open(): Promise<DataSplits> {
    const { validation, test } = this.#options;
    return openStreams({
      train: this.#stream("the generator", this.#options),
      ...(validation && { validation: this.#stream("the validation's generator", validation) }),
      ...(test && { test: this.#stream("the test's generator", test) }),
    });
  }

  #stream(name: string, { from, examples }: GeneratedExamples): Stream {
    const { inputs, targets, weight } = this.#options;
    const columns = { inputs: toColumns(inputs), targets: toColumns(targets) };
    const weights: Column | undefined =
      weight === undefined ? undefined : { name: weight, shape: [], dtype: "float32" };
    const all = [...columns.inputs, ...columns.targets, ...(weights ? [weights] : [])];
    const names = all.map((column) => column.name);
    return {
      name,
      size: examples,
      ...columns,
      ...(weights && { weights }),
      open: async (epoch) => readerOf(name, await from(epoch), names),
    };
  }
}

function readerOf(name: string, made: unknown, columns: readonly string[]): RowReader {
  const source = iteratorOf(made);
  if (!source) {
    throw new TolariaError(
      "data/invalid",
      `"from" of ${name} must return something to iterate over, but returned ${typeof made}.`,
    );
  }
  return {
    source,
    next: () => {
      const step = source.next();
      return step instanceof Promise ? step.then(toRow) : toRow(step);
    },
    close: () => source.return?.(),
  };

  function toRow({ done, value }: IteratorResult<GeneratedExample>): ExampleRow | undefined {
    return done ? undefined : columns.map((column) => value?.[column]);
  }
}

type ExampleIterator = Iterator<GeneratedExample> | AsyncIterator<GeneratedExample>;

function iteratorOf(made: unknown): ExampleIterator | undefined {
  if (typeof made !== "object" || made === null) return undefined;
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: atOnce } = made as Partial<
    AsyncIterable<GeneratedExample> & Iterable<GeneratedExample>
  >;
  if (later) return later.call(made);
  if (atOnce) return atOnce.call(made);
  return "next" in made && typeof made.next === "function" ? (made as ExampleIterator) : undefined;
}

/**
 * Trains on examples that a generator makes, one after the other: an endless or unsized source.
 *
 * An epoch is a number of examples. Nothing is shuffled. A run resumes by skipping the examples before its place in the
 * epoch, which is exact only if the source repeats itself: let `from` make the same examples for the same epoch.
 *
 * @example
 * ```ts run
 * import { generator } from "tolaria/data";
 *
 * function* circle(epoch: number) {
 *   for (let i = 0; ; i++) {
 *     const [x, y] = [Math.sin(i + epoch), Math.cos(3 * i)];
 *     yield { point: [x, y], inside: x * x + y * y < 1 ? 1 : 0 };
 *   }
 * }
 *
 * const data = generator({
 *   from: circle,
 *   examples: 100 * 64, // 100 steps of 64
 *   inputs: { point: { shape: [2] } },
 *   targets: { inside: { classes: 2 } },
 * });
 * ```
 */
export function generator(options: GeneratorOptions): ContainerModule {
  const checked = parseOptions("make generator", GeneratorSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Generator(checked));
  });
}
