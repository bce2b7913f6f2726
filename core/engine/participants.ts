import type { StateParticipant } from "../ports/training_state.ts";
import { composite } from "../state/composite.ts";
import type { Section } from "../state/section.ts";
import type { BestEpoch } from "./best_epoch.ts";
import { bestSection } from "./best_section.ts";
import { type RunHistory, runSection } from "./run_section.ts";
import type { Session } from "./session.ts";
import { sessionSections } from "./session_sections.ts";
import { watchSections } from "./watch_sections.ts";

/** Everyone who owns a part of what the steps of a run depend on. */
export function participantsOf(
  session: Session,
  control: readonly Section[],
  best: BestEpoch,
  history: RunHistory,
): readonly StateParticipant[] {
  const { participants } = session.services;
  const tolaria = composite("tolaria", [
    ...sessionSections(session, () => session.seeds.parameters),
    bestSection(best, session),
    runSection(history),
    ...watchSections(session),
    ...control,
  ]);
  return [tolaria, ...participants];
}
