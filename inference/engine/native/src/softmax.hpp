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
    const Floats share = power_of_two(all(-std::fabs(most - whole.most)));
    const bool is_more = most > whole.most;  // then the share is that of the old sums
    whole.sum = is_more ? std::fma(whole.sum, first_lane(share), sum)
                        : std::fma(sum, first_lane(share), whole.sum);
    for (int i = 0; i < DIM / LANES; i++) {
        const Floats old = load(whole.values + i * LANES);
        store(whole.values + i * LANES,
              is_more ? fma(old, share, values[i]) : fma(values[i], share, old));
    }
    if (is_more) whole.most = most;
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

// Weights in a tile, bfloat16, in keys' order; one row a query.
template <int NUM>
struct TileWeights {
    alignas(64) uint16_t words[NUM][TILE];
    float most[NUM], sums[NUM];

    AGON_INLINE Ints pair(int j, int q) const {  // those of keys 2j and 2j + 1, in all lanes
        int32_t two;
        std::memcpy(&two, words[q] + 2 * j, 4);
        return int_all(two);
    }
};

// 2^(score - largest) of the visible keys, 0 of the others. The scores have been multiplied with
// log2(e). Stage by stage for all queries, so that none waits for the sums of another.
// num_visible: at least 1; FULL: all are. bias: added to the scores, or null.
template <int BITS, bool FULL, int NUM>
AGON_INLINE void weigh_stages(Floats (&scores)[NUM][TILE_VECTORS], const int* num_visible,
                              const float* bias, const TileScales& scales,
                              TileWeights<NUM>& weights) {
    auto keep = [&](Floats a, int q, int v, float otherwise) {
        const int visible = FULL ? LANES : num_visible[q] - v * LANES;
        if (visible >= LANES) return a;
        return visible > 0 ? keep_first(a, visible, otherwise) : all(otherwise);
    };
    Floats most[NUM], totals[NUM];
    for (int q = 0; q < NUM; q++) {
        most[q] = all(-INFINITY);
        totals[q] = zeros();
        for (int v = 0; v < TILE_VECTORS; v++) {
            if constexpr (BITS == 8) scores[q][v] = mul(scores[q][v], load(scales.keys + v * LANES));
            if (bias) scores[q][v] = add(scores[q][v], load(bias + v * LANES));
            scores[q][v] = keep(scores[q][v], q, v, -INFINITY);
            most[q] = larger(most[q], scores[q][v]);
        }
    }
    for (int q = 0; q < NUM; q++) most[q] = spread_largest(most[q]);
    for (int q = 0; q < NUM; q++)
        for (int v = 0; v < TILE_VECTORS; v++) {
            Floats weight = keep(power_of_two(sub(scores[q][v], most[q])), q, v, 0.f);
            if constexpr (BITS == 8) {
                totals[q] = add(totals[q], weight);
                weight = keep(mul(weight, load(scales.values + v * LANES)), q, v, 0.f);
            }
            const Ints rounded = to_bfloat(weight);
            if constexpr (BITS == 16) totals[q] = add(totals[q], from_bfloat(rounded));
            store_low_words(weights.words[q] + v * LANES, rounded);
        }
    for (int q = 0; q < NUM; q++) {
        weights.most[q] = first_lane(most[q]);
        weights.sums[q] = sum(totals[q]);
    }
}

template <int BITS, int NUM>
AGON_INLINE void weigh(Floats (&scores)[NUM][TILE_VECTORS], const int* num_visible,
                       const float* bias, const TileScales& scales, TileWeights<NUM>& weights) {
    bool full = true;
    for (int q = 0; q < NUM; q++) full = full && num_visible[q] >= TILE;
    if (full)
        weigh_stages<BITS, true>(scores, num_visible, bias, scales, weights);
    else
        weigh_stages<BITS, false>(scores, num_visible, bias, scales, weights);
}

}  // namespace agon
