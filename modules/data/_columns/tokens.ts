import { parseOptions } from "../../../core/mod.ts";
import type { TokensJson } from "../_preparation/mod.ts";
import type { ColumnSpec, FieldOptions } from "./column_spec.ts";
import { TokensSchema } from "./schemas.ts";

/** How a text becomes ids. */
export interface TokensOptions extends FieldOptions {
  /** What has an id: each character, or each word of letters and digits. */
  readonly by: "character" | "word";
  /** Ids of each text: longer ones are cut, shorter ones padded. */
  readonly length: number;
  /** How often a token must occur in the training records; rarer ones are unknown. @default 1 */
  readonly minCount?: number;
  /** Tokens to know at most, the most frequent ones. @default no limit */
  readonly maxTokens?: number;
  /** Whether letters lose their case. @default true for words */
  readonly lowercase?: boolean;
}

/** A text as ids, each method a new column. */
export class TokensColumn implements ColumnSpec {
  readonly #json: TokensJson;

  /** Used by {@link tokens}. */
  constructor(json: TokensJson) {
    this.#json = parseOptions("make tokens()", TokensSchema, json);
  }

  /** Makes 1 where the text has a token and 0 where it is padded: float32 of shape [length]. Give it the text's field. */
  mask(): TokensColumn {
    return new TokensColumn({ ...this.#json, mask: true });
  }

  /** Returns the column as plain data. */
  toJSON(): TokensJson {
    return this.#json;
  }
}

/**
 * A text as ids of its characters or words: int32 of shape [length]. Id 0 is padding, as layers with `maskZero` take it, and 1
 * an unknown token; known ones follow, the most frequent first. A missing text has no tokens.
 *
 * As the only target, padded positions have weight 0 in the loss and the metrics.
 */
export function tokens(options: TokensOptions): TokensColumn {
  return new TokensColumn({ kind: "tokens", ...options });
}
