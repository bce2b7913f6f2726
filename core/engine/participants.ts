import { watchSections } from "../autopilot/watch_state.ts";
import type { NoteIncident } from "../boundary/control_log.ts";
import { TamiyoParticipant } from "../boundary/tamiyo_participant.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import { bestSection } from "../metrics/best_epoch_state.ts";
import { NO_SEEDS } from "../ports/seed_training.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { KasminaParticipant } from "../seeds/kasmina_participant.ts";
import { composite } from "../state/composite.ts";
import { type RunHistory, runSection } from "../state/run_history.ts";
import type { Section } from "../state/state_slice.ts";
import type { Session } from "./session.ts";
import { sessionSections } from "./session_sections.ts";

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
