// Multi-head attention (Vaswani et al., 2017, arXiv:1706.03762, section 3.2) and its gradient. The
// intermediate results of a head stay in the cache, and no head is copied out of its tensor.

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "thread_pool.h"
#include "functions.h"
#include "small_products.h"
#include "softmax.h"

namespace tolaria {

namespace {

size_t UpTo(size_t extent, size_t step) { return (extent + step - 1) / step * step; }

/**
 * Extents of attention: [batch, rows, width] queries on [batch, places, width], in heads of `depth`
 * numbers.
 */
struct Heads {
  size_t batch;
  size_t rows;
  size_t places;
  size_t width;
  size_t count;
  size_t depth;
  float scale;
  /** Query t attends to keys s <= t + lead. */
  size_t lead;
  bool causal;

  Heads(const Tensor& q, const Tensor& k, const Tensor& v, size_t count, bool causal)
      : count(count), causal(causal) {
    const std::vector<int64_t> queries = ShapeOf(q);
    const std::vector<int64_t> keys = ShapeOf(k);
    if (queries.size() != 3 || keys.size() != 3 || keys != ShapeOf(v) || queries[0] != keys[0] ||
        queries[2] != keys[2]) {
      Fail("extents that do not meet");
    }
    batch = queries[0];
    rows = queries[1];
    places = keys[1];
    width = queries[2];
    if (count == 0 || width == 0 || places == 0 || width % count != 0) Fail("no such heads");
    depth = width / count;
    scale = 1 / std::sqrt(float(depth));
    if (causal && places < rows) Fail("fewer keys than queries");
    lead = causal ? places - rows : places;
  }
  /** How many keys query `row` attends to. */
  size_t Seen(size_t row) const { return std::min(places, row + lead + 1); }
  Band BandOf(Band::Of of) const { return {causal ? of : Band::kNone, lead}; }
  size_t Parts() const { return batch * count; }
  size_t QueryOffset(size_t part) const { return part / count * rows * width + part % count * depth; }
  size_t KeyOffset(size_t part) const { return part / count * places * width + part % count * depth; }
};

/** The rows of a head, or their transpose. */
Matrix RowsOf(const float* head, const Heads& heads) { return {head, ptrdiff_t(heads.width), 1}; }
Matrix TransposedOf(const float* head, const Heads& heads) { return {head, 1, ptrdiff_t(heads.width)}; }

/** Turns scores, with a row stride of `padded`, into weights. */
TARGET_CLONES void WeightsOf(const Heads& heads, const float* scores, size_t padded,
                                  float* weights) {
  for (size_t row = 0; row < heads.rows; row++) {
    float* const to = weights + row * heads.places;
    const size_t seen = heads.Seen(row);
    SoftmaxOfRow(scores + row * padded, heads.scale, to, seen);
    std::fill(to + seen, to + heads.places, 0.0f);
  }
}

/** Turns gradients of weights, with a row stride of `padded`, into those of scores. */
TARGET_CLONES void ScoresGradient(const Heads& heads, const float* weights, size_t padded,
                                       float* gradient) {
  for (size_t row = 0; row < heads.rows; row++) {
    float* const to = gradient + row * padded;
    const size_t seen = heads.Seen(row);
    SoftmaxGradientOfRow(to, weights + row * heads.places, heads.scale, to, seen);
    std::fill(to + seen, to + heads.places, 0.0f);
  }
}

const Tiles& TilesOrFail() {
  static const Tiles* const tiles = GetTiles();
  if (tiles == nullptr) Fail("no products of our own");
  return *tiles;
}

/** Scratch memory of a thread. */
struct Desk {
  SmallProducts small{TilesOrFail()};
  std::vector<float> scores;
};
thread_local std::unique_ptr<Desk> desk;

Desk& DeskFor(size_t scores) {
  if (desk == nullptr) desk = std::make_unique<Desk>();
  if (desk->scores.size() < scores) desk->scores.resize(scores);
  return *desk;
}

}  // namespace

int32_t Attention(const Call& call) {
  const Tensor q = call.FloatsAt(0);
  const Tensor k = call.FloatsAt(1);
  const Tensor v = call.FloatsAt(2);
  const Heads heads(q, k, v, call.Number(3), call.Flag(4));
  const size_t padded = UpTo(heads.places, TilesOrFail().columns);
  const Tensor mixed = Allocate(TF_FLOAT, ShapeOf(q));
  const Tensor weights =
      Allocate(TF_FLOAT, {int64_t(heads.batch), int64_t(heads.count), int64_t(heads.rows),
                          int64_t(heads.places)});
  ParallelFor(heads.rows == 0 ? 0 : heads.Parts(), [&](size_t part) {
    auto& [small, scores] = DeskFor(heads.rows * padded);
    const float* const queries = DataOf(q) + heads.QueryOffset(part);
    const float* const keys = DataOf(k) + heads.KeyOffset(part);
    small.Multiply({heads.rows, heads.places, heads.depth}, RowsOf(queries, heads),
                   TransposedOf(keys, heads), scores.data(), padded, true,
                   heads.BandOf(Band::kResult));
    float* const shares = DataOf(weights) + part * heads.rows * heads.places;
    WeightsOf(heads, scores.data(), padded, shares);
    small.Multiply({heads.rows, heads.depth, heads.places}, {shares, ptrdiff_t(heads.places), 1},
                   RowsOf(DataOf(v) + heads.KeyOffset(part), heads),
                   DataOf(mixed) + heads.QueryOffset(part), heads.width, false,
                   heads.BandOf(Band::kLeft));
  });
  return call.Add(mixed, weights);
}

int32_t AttentionGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor q = call.FloatsAt(1);
  const Tensor k = call.FloatsAt(2);
  const Tensor v = call.FloatsAt(3);
  const Tensor weights = call.FloatsAt(4);
  const Heads heads(q, k, v, call.Number(5), call.Flag(6));
  const size_t size = heads.rows * heads.places;
  if (ShapeOf(dy) != ShapeOf(q) || CountOf(weights) != heads.Parts() * size) {
    Fail("extents that do not meet");
  }
  const size_t padded = UpTo(heads.places, TilesOrFail().columns);
  const Tensor dq = Allocate(TF_FLOAT, ShapeOf(q));
  const Tensor dk = Allocate(TF_FLOAT, ShapeOf(k));
  const Tensor dv = Allocate(TF_FLOAT, ShapeOf(v));
  ParallelFor(heads.Parts(), [&](size_t part) {
    auto& [small, scores] = DeskFor(heads.rows * padded);
    const size_t queries = heads.QueryOffset(part);
    const size_t keys = heads.KeyOffset(part);
    const Matrix above = RowsOf(DataOf(dy) + queries, heads);
    const float* const shares = DataOf(weights) + part * size;
    const Extents in_asked = {heads.places, heads.depth, heads.rows};
    const Band turned = heads.BandOf(Band::kLeftTransposed);
    small.Multiply(in_asked, {shares, 1, ptrdiff_t(heads.places)}, above, DataOf(dv) + keys,
                   heads.width, false, turned);
    small.Multiply({heads.rows, heads.places, heads.depth}, above,
                   TransposedOf(DataOf(v) + keys, heads), scores.data(), padded, true,
                   heads.BandOf(Band::kResult));
    ScoresGradient(heads, shares, padded, scores.data());
    small.Multiply({heads.rows, heads.depth, heads.places},
                   {scores.data(), ptrdiff_t(padded), 1}, RowsOf(DataOf(k) + keys, heads),
                   DataOf(dq) + queries, heads.width, false, heads.BandOf(Band::kLeft));
    small.Multiply(in_asked, {scores.data(), 1, ptrdiff_t(padded)},
                   RowsOf(DataOf(q) + queries, heads), DataOf(dk) + keys, heads.width, false,
                   turned);
  });
  return call.Add(dq, dk, dv);
}

}  // namespace tolaria
