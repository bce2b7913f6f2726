// Attention by several heads (Vaswani et al., 2017, arXiv:1706.03762, section 3.2), and its gradient: what is between the
// products of a head stays in the cache, and no head is laid out anew.

#include <cmath>
#include <memory>
#include <vector>

#include "crew.h"
#include "functions.h"
#include "pack.h"
#include "softmax.h"
#include "tiles.h"

namespace tolaria {

namespace {

size_t UpTo(size_t extent, size_t step) { return (extent + step - 1) / step * step; }

/** Products of small matrices, by one thread. */
class Small {
 public:
  explicit Small(const Tiles& tiles) : tiles_(tiles) {}

  /** C = A B; the rows of C are `row` apart. */
  void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c, size_t row) {
    const auto [m, n, k] = extents;
    panel_.resize(tiles_.columns * k);
    for (size_t first = 0; first < n; first += tiles_.columns) {
      const size_t width = std::min(tiles_.columns, n - first);
      const bool narrow = 2 * width <= tiles_.columns;
      const size_t padded = narrow ? tiles_.columns / 2 : tiles_.columns;
      const Matrix columns = {b.data + ptrdiff_t(first) * b.column, b.row, b.column};
      PackRight(columns, k, width, padded, panel_.data());
      for (size_t top = 0; top < m; top += tiles_.rows) {
        const size_t rows = std::min(tiles_.rows, m - top);
        const Matrix left = {a.data + ptrdiff_t(top) * a.row, a.row, a.column};
        float* const to = c + top * row + first;
        if (width == padded) {
          tiles_.compute(rows, narrow, {left, panel_.data(), k, to, ptrdiff_t(row), false, {}});
          continue;
        }
        float numbers[kMostRows * kMostColumns];
        tiles_.compute(rows, narrow, {left, panel_.data(), k, numbers, ptrdiff_t(padded), false, {}});
        for (size_t i = 0; i < rows; i++) std::copy_n(numbers + i * padded, width, to + i * row);
      }
    }
  }

 private:
  const Tiles& tiles_;
  std::vector<float> panel_;
};

/** What attention is about: [batch, rows, width] asks [batch, places, width], in heads of `depth` numbers. */
struct Heads {
  size_t batch;
  size_t rows;
  size_t places;
  size_t width;
  size_t count;
  size_t depth;
  /** Numbers from a row of weights to the next, where they are whole vectors. */
  size_t padded;
  float scale;

  Heads(const Tensor& q, const Tensor& k, const Tensor& v, size_t count) : count(count) {
    const std::vector<int64_t> asking = ShapeOf(q);
    const std::vector<int64_t> asked = ShapeOf(k);
    if (asking.size() != 3 || asked.size() != 3 || asked != ShapeOf(v) || asking[0] != asked[0] ||
        asking[2] != asked[2]) {
      Fail("extents that do not meet");
    }
    batch = asking[0];
    rows = asking[1];
    places = asked[1];
    width = asking[2];
    if (count == 0 || width == 0 || places == 0 || width % count != 0) Fail("no such heads");
    depth = width / count;
    padded = UpTo(places, kLanes);
    scale = 1 / std::sqrt(float(depth));
  }
  size_t Parts() const { return batch * count; }
  size_t Asking(size_t part) const { return part / count * rows * width + part % count * depth; }
  size_t Asked(size_t part) const { return part / count * places * width + part % count * depth; }
};

/** A head's rows, or its numbers as rows. */
Matrix RowsOf(const float* head, const Heads& heads) { return {head, ptrdiff_t(heads.width), 1}; }
Matrix TurnedOf(const float* head, const Heads& heads) { return {head, 1, ptrdiff_t(heads.width)}; }

/** Scores become weights, and are copied without what stands behind them. */
FOR_EACH_PROCESSOR void WeightsOf(const Heads& heads, float* scores, float* weights) {
  for (size_t row = 0; row < heads.rows; row++, scores += heads.padded, weights += heads.places) {
    std::fill(scores + heads.places, scores + heads.padded, kNothing);
    SoftmaxOfRow(scores, heads.scale, scores, heads.padded);
    std::copy_n(scores, heads.places, weights);
  }
}

/** Gradients in weights become those in scores; `copy` has room for a row. */
FOR_EACH_PROCESSOR void ScoresGradient(const Heads& heads, const float* weights, float* gradient,
                                       float* copy) {
  std::fill_n(copy, heads.padded, 0.0f);
  for (size_t row = 0; row < heads.rows; row++, gradient += heads.padded, weights += heads.places) {
    std::copy_n(weights, heads.places, copy);
    std::fill(gradient + heads.places, gradient + heads.padded, 0.0f);
    SoftmaxGradientOfRow(gradient, copy, heads.scale, gradient, heads.padded);
  }
}

const Tiles& TilesOrFail() {
  static const Tiles* const tiles = ProcessorsTiles();
  if (tiles == nullptr) Fail("no products of our own");
  return *tiles;
}

/** What a thread works in, for as long as it has parts. */
struct Desk {
  Small small{TilesOrFail()};
  std::vector<float> scores;
  std::vector<float> row;
};
thread_local std::unique_ptr<Desk> desk;

Desk& DeskFor(const Heads& heads) {
  if (desk == nullptr) desk = std::make_unique<Desk>();
  desk->scores.resize(heads.rows * heads.padded);
  desk->row.resize(heads.padded);
  return *desk;
}

}  // namespace

int32_t Attention(const Call& call) {
  const Tensor q = call.FloatsAt(0);
  const Tensor k = call.FloatsAt(1);
  const Tensor v = call.FloatsAt(2);
  const Heads heads(q, k, v, call.Number(3));
  TilesOrFail();
  const Tensor mixed = Allocate(TF_FLOAT, ShapeOf(q));
  const Tensor weights =
      Allocate(TF_FLOAT, {int64_t(heads.batch), int64_t(heads.count), int64_t(heads.rows),
                          int64_t(heads.places)});
  ForEachPart(heads.rows == 0 ? 0 : heads.Parts(), [&](size_t part) {
    auto& [small, scores, row] = DeskFor(heads);
    const float* const asking = DataOf(q) + heads.Asking(part);
    const float* const asked = DataOf(k) + heads.Asked(part);
    small.Multiply({heads.rows, heads.places, heads.depth}, RowsOf(asking, heads),
                   TurnedOf(asked, heads), scores.data(), heads.padded);
    WeightsOf(heads, scores.data(), DataOf(weights) + part * heads.rows * heads.places);
    small.Multiply({heads.rows, heads.depth, heads.places},
                   {scores.data(), ptrdiff_t(heads.padded), 1},
                   RowsOf(DataOf(v) + heads.Asked(part), heads),
                   DataOf(mixed) + heads.Asking(part), heads.width);
  });
  const int32_t first = call.Add(mixed.get());
  call.Add(weights.get());
  return first;
}

int32_t AttentionGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor q = call.FloatsAt(1);
  const Tensor k = call.FloatsAt(2);
  const Tensor v = call.FloatsAt(3);
  const Tensor weights = call.FloatsAt(4);
  const Heads heads(q, k, v, call.Number(5));
  const size_t size = heads.rows * heads.places;
  if (ShapeOf(dy) != ShapeOf(q) || CountOf(weights) != heads.Parts() * size) {
    Fail("extents that do not meet");
  }
  TilesOrFail();
  const Tensor dq = Allocate(TF_FLOAT, ShapeOf(q));
  const Tensor dk = Allocate(TF_FLOAT, ShapeOf(k));
  const Tensor dv = Allocate(TF_FLOAT, ShapeOf(v));
  ForEachPart(heads.Parts(), [&](size_t part) {
    auto& [small, scores, row] = DeskFor(heads);
    const size_t asking = heads.Asking(part);
    const size_t asked = heads.Asked(part);
    const Matrix above = RowsOf(DataOf(dy) + asking, heads);
    const float* const shares = DataOf(weights) + part * size;
    const Extents in_asked = {heads.places, heads.depth, heads.rows};
    small.Multiply(in_asked, {shares, 1, ptrdiff_t(heads.places)}, above, DataOf(dv) + asked,
                   heads.width);
    small.Multiply({heads.rows, heads.places, heads.depth}, above,
                   TurnedOf(DataOf(v) + asked, heads), scores.data(), heads.padded);
    ScoresGradient(heads, shares, scores.data(), row.data());
    small.Multiply({heads.rows, heads.depth, heads.places},
                   {scores.data(), ptrdiff_t(heads.padded), 1}, RowsOf(DataOf(k) + asked, heads),
                   DataOf(dq) + asking, heads.width);
    small.Multiply(in_asked, {scores.data(), 1, ptrdiff_t(heads.padded)},
                   RowsOf(DataOf(q) + asking, heads), DataOf(dk) + asked, heads.width);
  });
  const int32_t first = call.Add(dq.get());
  call.Add(dk.get());
  call.Add(dv.get());
  return first;
}

}  // namespace tolaria
