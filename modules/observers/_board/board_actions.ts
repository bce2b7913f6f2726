/** Something that an operator asks of a run. */
export interface ActionRequest {
  /** What is to be done. */
  readonly action: "pause" | "resume" | "roll-back" | "signal" | "stand-down" | "stop";
  /** Id of the run in telemetry. */
  readonly run: string;
  /** Why, for people. */
  readonly reason: string;
  /** Level of an emergency, 1 to 4. */
  readonly level?: number;
  /** Steps to go back at least. */
  readonly stepsBack?: number;
}

/** What became of a request so far: the id of its command, whose outcome is an event of the run; or why not. */
export type ActionAnswer =
  | { readonly id: string; readonly waiting?: boolean }
  | { readonly refused: string };

/** Lets operators act on the run of the process that serves the board. */
export interface BoardActions {
  /** Every request must carry it. */
  readonly token: string;
  /** Id of the run in progress; undefined if there is none. */
  readonly run: () => string | undefined;
  /** Does what is asked, or says why not. */
  readonly act: (request: ActionRequest) => Promise<ActionAnswer>;
}
