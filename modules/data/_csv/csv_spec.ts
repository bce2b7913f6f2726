import type { TextIndex } from "../_indexed/mod.ts";
import type { ReaderSpec, SpecRequest } from "../_records/mod.ts";

/** How text is divided into fields. */
export interface CsvFormat {
  /** One character between fields. */
  readonly delimiter: string;
  /** One character around fields that hold delimiters or line ends; `false` if quotes are characters like any other. */
  readonly quote: string | false;
}

/** What is asked of CSV files. */
export interface CsvRequest extends SpecRequest, CsvFormat {
  readonly kind: "csv";
  /** Whether the first row of each file holds the names of its columns. */
  readonly header: boolean;
  /** Names of the columns, in the place of those of the header. */
  readonly names?: readonly string[] | undefined;
}

/** Indexed CSV files with the same columns. */
export interface CsvSpec extends ReaderSpec, CsvFormat {
  readonly kind: "csv";
  readonly files: readonly TextIndex[];
  readonly fields: readonly string[];
}
