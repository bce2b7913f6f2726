import { NO_SEEDS } from "../ports/seed_training.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { composite } from "../state/composite.ts";
import type { Section } from "../state/section.ts";
import type { BestEpoch } from "./best_epoch.ts";
import { bestSection } from "./best_section.ts";
import type { NoteIncident } from "./control_log.ts";
import { KasminaParticipant } from "./kasmina_participant.ts";
import { type RunHistory, runSection } from "./run_section.ts";
import type { Session } from "./session.ts";
import { sessionSections } from "./session_sections.ts";
import { TamiyoParticipant } from "./tamiyo_participant.ts";
import { watchSections } from "./watch_sections.ts";

/** Everyone who owns a part of what the steps of a run depend on. */
export function participantsOf(
  session: Session,
  control: readonly Section[],
  best: BestEpoch,
  history: RunHistory,
  note: NoteIncident,
): readonly StateParticipant[] {
  const { participants, tamiyo } = session.services;
  const kasmina = new KasminaParticipant(session.seeds);
  const tolaria = composite("tolaria", [
    ...sessionSections(session, () => kasmina.parameters),
    bestSection(best, session),
    runSection(history),
    ...watchSections(session),
    ...control,
  ]);
  const grows = session.seeds !== NO_SEEDS;
  return [
    new TamiyoParticipant(tamiyo, note),
    ...(grows ? [kasmina] : []),
    tolaria,
    ...participants,
  ];
}
