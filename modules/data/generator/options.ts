import { z } from "../../../deps.ts";
import { type StreamColumn, StreamColumnsSchema } from "../_stream/mod.ts";

/** One example: its value in each column, a number or a list of numbers, row-major or nested. */
export type GeneratedExample = Readonly<
  Record<string, number | boolean | ArrayLike<unknown> | undefined | null>
>;

/** Examples that are made one after the other. */
export interface GeneratedExamples {
  /**
   * Makes the examples of an epoch, from 0. A source that returns the same iterator again goes on where it was.
   */
  readonly from: (
    epoch: number,
  ) =>
    | Iterable<GeneratedExample>
    | AsyncIterable<GeneratedExample>
    | Iterator<GeneratedExample>
    | AsyncIterator<GeneratedExample>
    | Promise<Iterable<GeneratedExample> | AsyncIterable<GeneratedExample>>;
  /** Examples in an epoch, at least 1: steps times the batch size. */
  readonly examples: number;
}

/** Examples of a generator, and what they are. */
export interface GeneratorOptions extends GeneratedExamples {
  /** Columns for the network's inputs. */
  readonly inputs: Readonly<Record<string, StreamColumn>>;
  /** Columns that the network's outputs are compared with. */
  readonly targets: Readonly<Record<string, StreamColumn>>;
  /** Name of the value that is the example's weight. @default every example counts as 1 */
  readonly weight?: string;
  /** Examples to validate on: `from(0)` makes them for each validation. @default none */
  readonly validation?: GeneratedExamples;
  /** Examples that the run is measured on at its end. @default none */
  readonly test?: GeneratedExamples;
}

const examplesFields = {
  from: z.custom<GeneratedExamples["from"]>((value) => typeof value === "function", "a function"),
  examples: z.int().min(1),
};

const ExamplesSchema = z.strictObject(examplesFields);

/** Rules of {@link GeneratorOptions}. */
export const GeneratorSchema: z.ZodType<GeneratorOptions> = z
  .strictObject({
    ...examplesFields,
    inputs: StreamColumnsSchema,
    targets: StreamColumnsSchema,
    weight: z.string().min(1).optional(),
    validation: ExamplesSchema.optional(),
    test: ExamplesSchema.optional(),
  })
  .refine(({ inputs, targets }) => Object.keys(inputs).every((name) => !(name in targets)), {
    path: ["targets"],
    message: "columns with other names than those of the inputs",
  }) as z.ZodType<GeneratorOptions>;
