// The softmax over lists of keys, a tile of 64 at a time.
//
// The softmax of a tile is folded into that of its group of 8 tiles, and the groups into the whole,
// always from left to right. One query's result is therefore the same to the last bit for one row
// or many, for any number of threads, and for any cut of the prompt.
// Online softmax: Milakov and Gimelshein 2018; tiles: Dao et al. 2022.
#pragma once

#include <cmath>

#include "cache.hpp"

namespace agon {

constexpr int TILE = 64;
constexpr int TILE_VECTORS = TILE / LANES;
constexpr int TILES_IN_GROUP = 8;
constexpr int GROUP_KEYS = TILE * TILES_IN_GROUP;

// The softmax over some keys: the largest score, the sum of weights, the weighted values.
template <int DIM>
struct Partial {
    float most = 0, sum = 0;
    alignas(64) float values[DIM];  // in the order of interleaved pairs of rows
    bool empty = true;
};

// Where dim d of Partial::values is: words are interleaved within 128-bit lanes.
AGON_INLINE int place_of_dim(int d) {
    int inner = d % 32, quarter = inner / 8, word = inner % 8;
    return d / 32 * 32 + (word >= 4 ? 16 : 0) + quarter * 4 + word % 4;
}

template <int DIM>
inline void write_result(const Partial<DIM>& whole, float* result) {
    const float inverse = 1.f / whole.sum;
    for (int d = 0; d < DIM; d++) result[d] = whole.values[place_of_dim(d)] * inverse;
}

template <int DIM>
AGON_INLINE void fold(Partial<DIM>& whole, float most, float sum, const Floats (&values)[DIM / LANES]) {
    if (whole.empty) {
        whole.empty = false;
        whole.most = most;
        whole.sum = sum;
        for (int i = 0; i < DIM / LANES; i++) store(whole.values + i * LANES, values[i]);
        return;
    }
    const float top = whole.most > most ? whole.most : most;
    const Floats old_share = exponential(all(whole.most - top));
    const Floats new_share = exponential(all(most - top));
    whole.most = top;
    whole.sum = std::fma(sum, first_lane(new_share), whole.sum * first_lane(old_share));
    for (int i = 0; i < DIM / LANES; i++)
        store(whole.values + i * LANES,
              fma(values[i], new_share, mul(load(whole.values + i * LANES), old_share)));
}

template <int DIM>
AGON_INLINE void fold(Partial<DIM>& whole, const Partial<DIM>& part) {
    if (part.empty) return;
    Floats values[DIM / LANES];
    for (int i = 0; i < DIM / LANES; i++) values[i] = load(part.values + i * LANES);
    fold(whole, part.most, part.sum, values);
}

// What the rows of a tile are multiplied with; cached rows of 16 bits have none.
struct TileScales {
    alignas(64) float keys[TILE];
    alignas(64) float values[TILE];
};

// slots [TILE].
template <int DIM, int BITS>
AGON_INLINE void copy_scales(const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                             const int32_t* slots, TileScales& scales) {
    if constexpr (BITS == 8)
        for (int i = 0; i < TILE; i++) {
            scales.keys[i] = keys.scales[slots[i]];
            scales.values[i] = values.scales[slots[i]];
        }
}

// One query's weights in a tile, bfloat16, in keys' order.
struct TileWeights {
    alignas(64) uint16_t words[TILE];
    float most, sum;

    AGON_INLINE Ints pair(int j) const {  // those of keys 2j and 2j + 1, in all lanes
        int32_t two;
        std::memcpy(&two, words + 2 * j, 4);
        return int_all(two);
    }
};

// exp(score - largest) of the visible keys, 0 of the others. num_visible: at least 1. bias: added
// to the scores, or null.
template <int BITS>
AGON_INLINE void weigh(Floats (&scores)[TILE_VECTORS], int num_visible, const float* bias,
                       const TileScales& scales, TileWeights& weights) {
    Floats top = all(-INFINITY);
    for (int v = 0; v < TILE_VECTORS; v++) {
        if constexpr (BITS == 8) scores[v] = mul(scores[v], load(scales.keys + v * LANES));
        if (bias) scores[v] = add(scores[v], load(bias + v * LANES));
        const int visible = num_visible - v * LANES;
        if (visible < LANES)
            scores[v] = visible > 0 ? keep_first(scores[v], visible, -INFINITY) : all(-INFINITY);
        top = larger(top, scores[v]);
    }
    weights.most = largest(top);
    Floats total = zeros();
    for (int v = 0; v < TILE_VECTORS; v++) {
        const int visible = num_visible - v * LANES;
        Floats weight = exponential(sub(scores[v], all(weights.most)));
        if (visible < LANES) weight = visible > 0 ? keep_first(weight, visible, 0.f) : zeros();
        if constexpr (BITS == 8) {
            total = add(total, weight);
            weight = mul(weight, load(scales.values + v * LANES));
            if (visible < LANES) weight = visible > 0 ? keep_first(weight, visible, 0.f) : zeros();
        }
        const Ints rounded = to_bfloat(weight);
        if constexpr (BITS == 16) total = add(total, from_bfloat(rounded));
        store_low_words(weights.words + v * LANES, rounded);
    }
    weights.sum = sum(total);
}

}  // namespace agon
