/*
 * Every job of the group begins with a message of each rank to each other: what it came for, and how many numbers it
 * brings. So all ranks know who has come, and see the same differences, before any number moves.
 */
#include "shim.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
  int64_t kind, count, argument, votes[INLINE_VOTES];
};

/* By job. */
static const char *const NAMES[] = {"nothing", "the start", "a sum", "an agreement", "a broadcast", "a broadcast",
                                    "the end", "a shrink", "the end"};

static struct header *own, *others;
static int room;

int64_t count_of(int rank) { return others[rank].count; }
int64_t *votes_of(int rank) { return others[rank].votes; }

static int compare(void) {
  bool unequal = false;
  for (int r = 0; r < group.size; r++) {
    const struct header *h = &others[r];
    if (h->kind != own->kind || h->argument != own->argument) {
      const bool same = h->kind == own->kind;
      snprintf(failure, sizeof failure, "rank %d came for %s%s, rank %d for %s%s", r, NAMES[h->kind],
               same ? " with other settings" : "", group.rank, NAMES[own->kind], same ? " with its own" : "");
      return MISMATCH;
    }
    unequal |= h->count != own->count;
  }
  /* Only the root knows the length of what is announced. */
  return unequal && own->kind != JOB_ANNOUNCE && own->kind != JOB_BROADCAST ? UNEQUAL : DONE;
}

/* Leaves the buffers to messages that never end. */
void forget_headers(void) { own = others = NULL, room = 0; }

/* Says that this rank has come, and waits for all others. */
int enter(const struct job *job) {
  if (room < group.size) {
    if (!own) own = calloc(1, sizeof *own);
    others = realloc(others, sizeof *others * (size_t)group.size);
    room = group.size;
  }
  own->kind = job->kind, own->count = job->count, own->argument = job->argument;
  if (job->kind == JOB_SUM && !narrow_wire) own->argument = -1;
  if (job->kind == JOB_AGREE && job->count <= INLINE_VOTES) memcpy(own->votes, job->at, (size_t)job->count * 8);
  others[group.rank] = *own;
  say_entered();
  for (int r = 0; r < group.size; r++) {
    if (r == group.rank) continue;
    int outcome = post_receive(WAVE_HEADER, &others[r], sizeof *own, r, TAG_HEADER);
    if (outcome == DONE) outcome = post_send(WAVE_HEADER, own, sizeof *own, r, TAG_HEADER);
    if (outcome != DONE) return outcome;
  }
  int outcome = settle(WAVE_HEADER);
  return outcome == DONE ? compare() : outcome;
}
