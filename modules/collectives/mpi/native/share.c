/* Votes of all, and bytes of one. Both are exchanged by messages between ranks, so that every wait can be given up. */
#include "shim.h"
#include <stdlib.h>
#include <string.h>

static const int64_t CHUNK = 1 << 20;

static void take_larger(int64_t *votes, const int64_t *others, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    if (others[i] > votes[i]) votes[i] = others[i];
  }
}

/* Replaces each vote by the largest of all ranks. Few votes travel with the header. */
int agree(const struct job *job) {
  int outcome = enter(job);
  if (outcome != DONE) return outcome;
  if (job->count <= INLINE_VOTES) {
    for (int r = 0; r < group.size; r++) take_larger(job->at, votes_of(r), job->count);
    return DONE;
  }
  int64_t *others = malloc((size_t)(job->count * 8 * group.size));
  for (int r = 0; r < group.size && outcome == DONE; r++) {
    if (r == group.rank) continue;
    outcome = post_receive(WAVE_BYTES, others + job->count * r, job->count * 8, r, TAG_BYTES);
    if (outcome == DONE) outcome = post_send(WAVE_BYTES, job->at, job->count * 8, r, TAG_BYTES);
  }
  if (outcome == DONE) outcome = settle(WAVE_BYTES);
  for (int r = 0; r < group.size && outcome == DONE; r++) {
    if (r != group.rank) take_larger(job->at, others + job->count * r, job->count);
  }
  if (outcome == DONE || end_everywhere()) free(others);
  return outcome;
}

/* Sends the bytes of the root down a binomial tree, a chunk at a time. */
int share_bytes(const struct job *job) {
  const int root = (int)job->argument, size = group.size, own = (group.rank - root + size) % size;
  int outcome = DONE, below = 1;
  while (below < size && !(own & below)) below <<= 1;
  for (int64_t at = 0; at < job->count && outcome == DONE; at += CHUNK) {
    char *chunk = (char *)job->at + at;
    const int64_t bytes = job->count - at < CHUNK ? job->count - at : CHUNK;
    if (own != 0) {
      outcome = post_receive(WAVE_BYTES, chunk, bytes, (own - below + root) % size, TAG_BYTES);
      if (outcome == DONE) outcome = settle(WAVE_BYTES);
    }
    for (int step = below >> 1; step > 0 && outcome == DONE; step >>= 1) {
      if (own + step < size) outcome = post_send(WAVE_BYTES, chunk, bytes, (own + step + root) % size, TAG_BYTES);
    }
    if (outcome == DONE) outcome = settle(WAVE_BYTES);
  }
  return outcome;
}
