/*
 * A sum in an order of our own. Each rank gets its piece of everybody's numbers, adds the pieces as a balanced tree over
 * ranks, and gives the sum of its piece to all. It moves as many bytes as a ring, and its bits depend neither on the MPI
 * nor on its algorithm nor on the network: MPI only moves data. Buckets stay in the cache, and the pieces of the next
 * one are under way while this one is added.
 */
#include "shim.h"
#include <stdlib.h>
#include <string.h>

/* 1 MB: measured as the fastest for 25 M numbers; a large group gets pieces of at least 4,096 numbers. */
int64_t bucket_numbers = 1 << 18;
static const int64_t LEAST_PIECE = 4096;
int narrow_wire;

/* Two buckets are under way at a time. */
struct slot {
  float *pieces;     /* one of each rank */
  uint16_t *sent;    /* own bucket, as bfloat16 */
  uint16_t *arrived; /* pieces, as bfloat16 */
  uint16_t *results; /* the bucket's sum, as bfloat16 */
};
static struct slot slots[2];
static int64_t room;

/* A part of the vector that travels in one format. */
struct section {
  float *numbers;
  int64_t count, bucket;
  bool narrow;
};

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Where the piece of a rank begins within a bucket of `length` numbers. */
static int64_t piece_at(int rank, int64_t length) {
  return least(rank * ((length + group.size - 1) / group.size), length);
}
static int64_t piece_length(int rank, int64_t length) { return piece_at(rank + 1, length) - piece_at(rank, length); }

/* The sum over ranks [low, high) of their pieces, into that of `low`: the first half, rounded up, plus the rest. */
void add_tree(float *pieces, int64_t length, int low, int high) {
  if (high - low < 2) return;
  const int middle = low + (high - low + 1) / 2;
  add_tree(pieces, length, low, middle);
  add_tree(pieces, length, middle, high);
  float *restrict to = pieces + length * low;
  const float *restrict from = pieces + length * middle;
  for (int64_t i = 0; i < length; i++) to[i] += from[i];
}

static void make_room(int64_t bucket) {
  const int64_t needed = bucket + group.size;
  if (room >= needed) return;
  for (int i = 0; i < 2; i++) {
    struct slot *s = &slots[i];
    s->pieces = realloc(s->pieces, (size_t)needed * 4);
    if (!narrow_wire) continue;
    s->sent = realloc(s->sent, (size_t)needed * 2);
    s->arrived = realloc(s->arrived, (size_t)needed * 2);
    s->results = realloc(s->results, (size_t)needed * 2);
  }
  room = needed;
}

/* Leaves the buffers to messages that never end. */
void forget_slots(void) { memset(slots, 0, sizeof slots), room = 0; }

static int64_t length_of(const struct section *s, int64_t index) {
  return least(s->bucket, s->count - index * s->bucket);
}

/* Sends the pieces of a bucket to who adds them, and takes its own from everybody. */
static int send_pieces(const struct section *s, int64_t index) {
  struct slot *slot = &slots[index & 1];
  const int64_t length = length_of(s, index), own = piece_length(group.rank, length), width = s->narrow ? 2 : 4;
  float *from = s->numbers + index * s->bucket;
  if (s->narrow) narrow(from, slot->sent, length);
  char *source = s->narrow ? (char *)slot->sent : (char *)from;
  char *target = s->narrow ? (char *)slot->arrived : (char *)slot->pieces;
  const int wave = WAVE_PIECES + (int)(index & 1);
  for (int r = 0, outcome; r < group.size; r++) {
    if (r == group.rank) continue;
    if ((outcome = post_receive(wave, target + own * r * width, own * width, r, TAG_PIECE)) != DONE) return outcome;
    const int64_t bytes = piece_length(r, length) * width;
    if ((outcome = post_send(wave, source + piece_at(r, length) * width, bytes, r, TAG_PIECE)) != DONE) return outcome;
  }
  memcpy(target + own * group.rank * width, source + piece_at(group.rank, length) * width, (size_t)(own * width));
  return DONE;
}

/* Adds the pieces that came, and exchanges the sums. */
static int send_results(const struct section *s, int64_t index) {
  struct slot *slot = &slots[index & 1];
  const int64_t length = length_of(s, index), own = piece_length(group.rank, length), width = s->narrow ? 2 : 4;
  const int64_t at = piece_at(group.rank, length);
  float *numbers = s->numbers + index * s->bucket;
  if (s->narrow) widen(slot->arrived, slot->pieces, own * group.size);
  add_tree(slot->pieces, own, 0, group.size);
  if (s->narrow) narrow(slot->pieces, slot->results + at, own);
  else memcpy(numbers + at, slot->pieces, (size_t)own * 4);
  char *results = s->narrow ? (char *)slot->results : (char *)numbers;
  const int wave = WAVE_RESULTS + (int)(index & 1);
  for (int r = 0, outcome; r < group.size; r++) {
    if (r == group.rank) continue;
    const int64_t bytes = piece_length(r, length) * width;
    if ((outcome = post_receive(wave, results + piece_at(r, length) * width, bytes, r, TAG_RESULT)) != DONE) return outcome;
    if ((outcome = post_send(wave, results + at * width, own * width, r, TAG_RESULT)) != DONE) return outcome;
  }
  return DONE;
}

static int take_results(const struct section *s, int64_t index) {
  int outcome = settle(WAVE_RESULTS + (int)(index & 1));
  if (outcome == DONE && s->narrow) widen(slots[index & 1].results, s->numbers + index * s->bucket, length_of(s, index));
  return outcome;
}

static int sum_section(const struct section *s) {
  const int64_t buckets = (s->count + s->bucket - 1) / s->bucket;
  int outcome = DONE;
  for (int64_t k = 0; k < least(2, buckets) && outcome == DONE; k++) outcome = send_pieces(s, k);
  for (int64_t k = 0; k < buckets && outcome == DONE; k++) {
    outcome = settle(WAVE_PIECES + (int)(k & 1));
    if (outcome == DONE && k >= 2) outcome = take_results(s, k - 2);
    if (outcome == DONE) outcome = send_results(s, k);
    if (outcome == DONE && k + 2 < buckets) outcome = send_pieces(s, k + 2);
  }
  for (int64_t k = buckets > 2 ? buckets - 2 : 0; k < buckets && outcome == DONE; k++) outcome = take_results(s, k);
  return outcome;
}

/* Adds `count` float32 numbers of all ranks, in place. */
int sum(const struct job *job) {
  int outcome = enter(job);
  if (outcome != DONE || group.size < 2) return outcome;
  const int64_t bucket = bucket_numbers > LEAST_PIECE * group.size ? bucket_numbers : LEAST_PIECE * group.size;
  const int64_t exact = narrow_wire ? least(job->argument, job->count) : job->count;
  make_room(bucket);
  const struct section front = {job->at, exact, bucket, false};
  const struct section rest = {(float *)job->at + exact, job->count - exact, bucket, true};
  outcome = sum_section(&front);
  return outcome == DONE ? sum_section(&rest) : outcome;
}
