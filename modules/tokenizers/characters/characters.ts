import {
  parseOptions,
  TOKENIZER,
  type Tokenizer,
  type TokenizerFit,
  type TokenizerSource,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { CharacterTokenizer, characterTokenizerFrom } from "../_forms/mod.ts";

/** Which characters have ids. */
export interface CharactersOptions {
  /** Whether id 0 stands for characters that are not in the training text; without it they are refused. @default true */
  readonly unknown?: boolean;
}

const CharactersSchema = z.strictObject({ unknown: z.boolean().default(true) });

class Characters implements TokenizerSource {
  readonly name = "characters";
  readonly fit: TokenizerFit;
  readonly #unknown: boolean;

  constructor(unknown: boolean) {
    this.#unknown = unknown;
    this.fit = { options: { unknown }, restore: characterTokenizerFrom };
  }

  async open(corpus: () => AsyncIterable<string>): Promise<Tokenizer> {
    const found = new Set<string>();
    for await (const piece of corpus()) for (const character of piece) found.add(character);
    const order = (character: string) => character.codePointAt(0) as number;
    return new CharacterTokenizer(
      [...found].sort((a, b) => order(a) - order(b)),
      this.#unknown,
    );
  }
}

/**
 * Takes the characters of the training text as ids, in the order of Unicode. It is the default.
 *
 * @example
 * ```ts
 * import { text } from "tolaria/data";
 * import { characters } from "tolaria/tokenizers";
 *
 * const config = { data: text({ files: "books/*.txt", length: 64 }), modules: [characters()] };
 * ```
 */
export function characters(options: CharactersOptions = {}): ContainerModule {
  const { unknown } = parseOptions("make characters", CharactersSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue(new Characters(unknown));
  });
}
