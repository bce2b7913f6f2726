import { type Feature, SHED_ORDER } from "../ports/features.ts";
import type { Mode, ModeCause, ModeChange } from "../ports/reports/mode_change.ts";

/** Each of them. */
export const MODE_CAUSES: readonly ModeCause[] = [
  "boundary/breach",
  "breaker/open",
  "integrity/violation",
  "emergency",
];

/** State of the machine, as plain JSON. */
export interface ModeState {
  readonly mode: Mode;
  /** What put it into conservative mode; null in normal mode. */
  readonly cause: ModeCause | null;
  readonly reason: string | null;
  readonly causedThisEpoch: boolean;
  readonly cleanEpochs: number;
}

/** How conservative mode is left. */
export interface ConservativeModeOptions {
  /** Epochs in a row without a cause, every breaker closed and the controller asked, before it is left; at least 1. */
  readonly cleanEpochs: number;
}

/**
 * The degraded mode of a run: an explicit machine with two states.
 *
 *     normal       -- a cause -->                                  conservative
 *     conservative -- a cause -->                                  conservative, counting from the start
 *     conservative -- N clean epochs in a row -->                  normal
 *
 * A timing fault degrades service; it never touches the weights.
 */
export class ConservativeMode {
  readonly #options: ConservativeModeOptions;
  readonly #onChange: (change: ModeChange) => void;
  #mode: Mode = "normal";
  #cause: ModeCause | undefined;
  #reason: string | undefined;
  #untouched = true;
  #causedThisEpoch = false;
  #cleanEpochs = 0;
  #share: ((cause: ModeCause, reason: string) => void) | undefined;

  /** @param onChange Called when the mode is entered and when it is left. */
  constructor(options: ConservativeModeOptions, onChange: (change: ModeChange) => void) {
    this.#options = options;
    this.#onChange = onChange;
  }

  get current(): Mode {
    return this.#mode;
  }

  /** Why the run is in conservative mode: the last cause; `undefined` if it is not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Whether `feature` is shed. */
  sheds(_feature: Feature): boolean {
    return this.#mode === "conservative";
  }

  /** Whether nothing was noted yet. */
  get untouched(): boolean {
    return this.#untouched;
  }

  /** Its state. */
  state(): ModeState {
    return {
      mode: this.#mode,
      cause: this.#cause ?? null,
      reason: this.#reason ?? null,
      causedThisEpoch: this.#causedThisEpoch,
      cleanEpochs: this.#cleanEpochs,
    };
  }

  /** Goes on from `state`, which another run left. */
  restore({ mode, cause, reason, causedThisEpoch, cleanEpochs }: ModeState, epoch: number): void {
    const from = this.#mode;
    this.#mode = mode;
    this.#cause = cause ?? undefined;
    this.#reason = reason ?? undefined;
    this.#causedThisEpoch = causedThisEpoch;
    this.#cleanEpochs = cleanEpochs;
    if (from === mode) return;
    const why = `as before it was interrupted: ${reason ?? "normal"}`;
    const shed = mode === "conservative" ? SHED_ORDER : [];
    this.#onChange({ from, to: mode, cause: this.#cause, reason: why, shed, epoch });
  }

  /** Enters conservative mode, or stays in it for one more reason; where entries are shared, once all ranks know of it. */
  enter(cause: ModeCause, reason: string, epoch: number): void {
    if (this.#share) this.#share(cause, reason);
    else this.enterAgreed(cause, reason, epoch);
  }

  /** Has entries wait until all ranks agree, which `raise` tells; from then on they come by {@link enterAgreed}. */
  shareEntries(raise: ((cause: ModeCause, reason: string) => void) | undefined): void {
    this.#share = raise;
  }

  /** Enters conservative mode, or stays in it for one more reason. */
  enterAgreed(cause: ModeCause, reason: string, epoch: number): void {
    const from = this.#mode;
    this.#mode = "conservative";
    this.#cause = cause;
    this.#untouched = false;
    this.#reason = reason;
    this.#causedThisEpoch = true;
    this.#cleanEpochs = 0;
    if (from === "conservative") return;
    this.#onChange({ from, to: "conservative", cause, reason, shed: SHED_ORDER, epoch });
  }

  /**
   * Counts the end of an epoch, its boundary included.
   *
   * @param healthy Whether every breaker is closed and nothing essential was left out: what was not tried did not succeed.
   */
  endEpoch(epoch: number, healthy: boolean): void {
    const clean = !this.#causedThisEpoch && healthy;
    this.#untouched = false;
    this.#causedThisEpoch = false;
    if (this.#mode === "normal") return;
    this.#cleanEpochs = clean ? this.#cleanEpochs + 1 : 0;
    if (this.#cleanEpochs < this.#options.cleanEpochs) return;
    this.#mode = "normal";
    this.#cause = undefined;
    this.#reason = undefined;
    const reason = `${this.#cleanEpochs} clean epochs in a row`;
    this.#onChange({
      from: "conservative",
      to: "normal",
      cause: undefined,
      reason,
      shed: [],
      epoch,
    });
  }
}
