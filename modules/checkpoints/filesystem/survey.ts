import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/errors/mod.ts";
import { isBeingWritten } from "./directory_lock.ts";
import { faultOf, isBusy, JOURNAL, Journal, type JournalRow, saysDamaged } from "./journal.ts";
import { RecordFiles } from "./record_files.ts";

/** Which checkpoints a directory has. */
export interface Survey {
  /** The oldest first. */
  readonly rows: readonly JournalRow[];
  /** Why the journal cannot be read; undefined where it can. */
  readonly damage: string | undefined;
  /** Whether that may be the disk's fault and not the journal's. */
  readonly unreachable: boolean;
  /** Checkpoints that were taken from their records, as the journal lacks them or says something else of them. */
  readonly restored: readonly JournalRow[];
}

/** What the journal of a directory says, whatever state it is in. */
type Reading = Omit<Survey, "restored">;

const NOTHING: Reading = { rows: [], damage: undefined, unreachable: false };

/**
 * Finds the checkpoints of a directory: those in its journal, and where a byte of that is not as it was written, those whose
 * records stand beside their files. Changes nothing.
 *
 * @param isWriter Whether the caller holds the directory locked.
 * @throws {TolariaError} `checkpoint/corrupt` where the journal is damaged and there is no record.
 */
export function survey(directory: string, isWriter = false): Survey {
  if (!existsSync(directory)) return { ...NOTHING, restored: [] };
  const found = surveyOnce(directory, isWriter);
  // What somebody has committed between the two looks at journal and records is in both by now.
  return found.damage === undefined && found.restored.length > 0
    ? surveyOnce(directory, isWriter)
    : found;
}

function surveyOnce(directory: string, isWriter: boolean): Survey {
  const path = join(directory, JOURNAL);
  const { rows: journaled, damage, unreachable } = readJournal(path);
  const records = new RecordFiles(directory);
  const restored: JournalRow[] = [];
  const rows = journaled.map((row) => {
    const healed = healedBy(records, row);
    if (healed) restored.push(healed);
    return healed ?? row;
  });
  // What another is just writing is up to that one.
  const partials = damage !== undefined && (isWriter || !isBeingWritten(directory));
  const lacking = lackingOf(directory, records, rows, partials);
  if (damage !== undefined && lacking.length === 0) throw unreadable(path, damage);
  restored.push(...lacking);
  const all = [...rows, ...lacking].sort((a, b) => a.id - b.id);
  return { rows: all, damage, unreachable, restored };
}

/** A row that is not as it was written, from its record; undefined where it is, or there is none. */
function healedBy(records: RecordFiles, row: JournalRow): JournalRow | undefined {
  if (faultOf(row) === undefined) return undefined;
  const record = records.read(row.file);
  if (record?.id !== row.id) return undefined;
  return { ...record, verified: row.verified, sha256: undefined };
}

/** What is wrong with the journal of a directory, for people; undefined where nothing is. */
export function describeFault(directory: string, { damage, restored }: Survey): string | undefined {
  if (damage === undefined && restored.length === 0) return undefined;
  const path = join(directory, JOURNAL);
  const list = restored.map(({ id, step }) => `${id} (step ${step})`).join(", ");
  const why = damage === undefined ? "lacks checkpoints, or what it said of them" : damage;
  return `the journal "${path}" is damaged (${why}): taken from their records were checkpoints ${list}`;
}

function readJournal(path: string): Reading {
  if (!existsSync(path)) return NOTHING;
  let journal: Journal | undefined;
  try {
    journal = new Journal(path);
    // Nothing was written to it yet; or all of it is lost, which its records tell.
    if (journal.empty) return NOTHING;
    journal.check();
    return { ...NOTHING, rows: journal.rows() };
  } catch (error) {
    if (isBusy(error)) throw unreadable(path, messageOf(error), error);
    return { rows: [], damage: messageOf(error), unreachable: !saysDamaged(error, path) };
  } finally {
    closeAnyhow(journal);
  }
}

/**
 * Checkpoints that have a record and no row.
 *
 * @param partials Whether those count too whose records were written just before their rows: the journal cannot tell.
 */
function lackingOf(
  directory: string,
  records: RecordFiles,
  rows: readonly JournalRow[],
  partials: boolean,
): JournalRow[] {
  const files = new Set(rows.map(({ file }) => file));
  const ids = new Set(rows.map(({ id }) => id));
  const lacking: JournalRow[] = [];
  for (const partial of partials ? [false, true] : [false]) {
    for (const file of records.files(partial)) {
      if (files.has(file) || !existsSync(join(directory, file))) continue;
      const record = records.read(file, partial);
      // An id that another one was given is of none that was committed.
      if (!record || ids.has(record.id)) continue;
      files.add(file);
      ids.add(record.id);
      lacking.push({ ...record, verified: false, sha256: undefined });
    }
  }
  return lacking.sort((a, b) => a.id - b.id);
}

function closeAnyhow(journal: Journal | undefined): void {
  try {
    journal?.close();
  } catch {
    // What is wrong with it was told when it was read.
  }
}

function unreadable(path: string, reason: string, cause?: unknown): TolariaError {
  return new TolariaError(
    "checkpoint/corrupt",
    errorMessage(reason, `read the journal "${path}"`),
    { cause },
  );
}
