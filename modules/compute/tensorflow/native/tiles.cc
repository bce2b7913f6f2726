#include "tiles.h"

#include <cstdlib>
#include <string>

namespace tolaria {

#if defined(__x86_64__)

namespace {

// With two vectors of columns the sums take 16 registers of 32, or 12 of 16.

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,fma")
#endif
namespace avx512 {
#define LANES 16
#define ROWS 8
#include "tile.inc"
#undef LANES
#undef ROWS
}  // namespace avx512
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace avx2 {
#define LANES 8
#define ROWS 6
#include "tile.inc"
#undef LANES
#undef ROWS
}  // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

const Tiles* ProcessorsTiles() {
  // As oneDNN has it, whose products these are in the place of: SSE41, AVX, AVX2 and what begins so, or more.
  const char* const given = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string most = given == nullptr ? "" : given;
  if (most == "SSE41" || most == "AVX") return nullptr;
  const bool wide = most.rfind("AVX2", 0) != 0;
  if (wide && __builtin_cpu_supports("avx512f")) return &avx512::kTiles;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2::kTiles;
  return nullptr;
}

#else

const Tiles* ProcessorsTiles() { return nullptr; }

#endif

}  // namespace tolaria
