import { type JsonObject, type Tokenizer, TolariaError } from "../../../core/mod.ts";
import { checkIds, checkText } from "./check_text.ts";

/** What unknown characters are decoded to. */
const REPLACEMENT = "\ufffd";

/** Characters of a text: code points of Unicode. */
export class CharacterTokenizer implements Tokenizer {
  readonly name = "characters";
  readonly size: number;
  readonly unknown: number | undefined;
  /** In the order of their ids. */
  readonly #characters: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /**
   * @param characters Characters that have an id, in the order of their ids.
   * @param unknown Whether id 0 stands for all others, before those of the characters.
   */
  constructor(characters: readonly string[], unknown: boolean) {
    this.#characters = unknown ? [REPLACEMENT, ...characters] : characters;
    this.size = this.#characters.length;
    this.unknown = unknown ? 0 : undefined;
    const first = unknown ? 1 : 0;
    this.#ids = new Map(characters.map((character, at) => [character, at + first]));
  }

  encode(text: string): Int32Array {
    checkText(text);
    const ids = new Int32Array(text.length);
    let length = 0;
    for (const character of text) {
      ids[length] = this.#ids.get(character) ?? this.unknown ?? refuse(character, length);
      length += 1;
    }
    return ids.slice(0, length);
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.size);
    return Array.from(ids, (id) => this.#characters[id]).join("");
  }

  toJson(): JsonObject {
    const own = this.unknown === undefined ? this.#characters : this.#characters.slice(1);
    return { kind: "characters", characters: own.join(""), unknown: this.unknown !== undefined };
  }
}

function refuse(character: string, at: number): never {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  throw new TolariaError(
    "data/invalid",
    `Character ${at} is ${JSON.stringify(character)} (U+${code}), which is not in the training text: leave it out, or fit characters({ unknown: true }). Cannot encode the text.`,
  );
}
