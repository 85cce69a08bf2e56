// The attention of one step: which pieces there are, and how one piece is computed.
//
// A decoding row is cut by groups of keys (by tiles while there are few), so that threads share it;
// its pieces are folded when its row is finished. Rows of a prompt are cut by blocks of rows.
#pragma once

#include <algorithm>
#include <vector>

#include "attention.hpp"
#include "step.hpp"

namespace agon {

constexpr int ROWS_IN_PIECE = 32;

struct Piece {
    int32_t span;
    int32_t kv_head;
    int32_t first;  // key of a decoding row, row of a prompt
    int32_t last;
    int32_t partial;  // where a decoding row's results go, one a query head; -1 for a prompt
};

// The keys that a decoding row attends to, when they are chosen: one list a span and kv head.
struct Choice {
    std::vector<int32_t> slots;
    std::vector<float> bias;  // added to the scores; empty: none
    int num_keys = 0;
};

class AttentionPlan {
public:
    std::vector<Piece> pieces;
    int num_partials = 0;

    void make(const Step& step, const Shape& shape, int num_threads,
              const std::vector<int>& most_keys) {
        pieces.clear();
        parts_.assign(step.num_spans, {});
        num_partials = 0;
        int num_groups = 0;
        for (int s = 0; s < step.num_spans; s++)
            num_groups += (most_keys[s] + GROUP_KEYS - 1) / GROUP_KEYS * shape.num_kv_heads;
        const int size = num_groups < 4 * num_threads ? TILE : GROUP_KEYS;
        for (int s = 0; s < step.num_spans; s++) {
            const Span& span = step.spans[s];
            if (span.num_rows == 1)
                cut_keys(s, shape, most_keys[s], size);
            else
                cut_rows(s, span, shape);
        }
    }

    // Folds the pieces of a decoding row; results [heads * dim].
    template <int DIM>
    void finish(int span, const Shape& shape, const Partial<DIM>* partials, float* results) const {
        const Parts& parts = parts_[span];
        const int in_group = parts.size == TILE ? TILES_IN_GROUP : 1;
        for (int head = 0; head < shape.num_heads; head++) {
            const int kv_head = head / shape.group(), q = head % shape.group();
            Partial<DIM> whole;
            for (int i = 0; i < parts.count; i += in_group) {
                Partial<DIM> group;
                for (int j = i; j < std::min(i + in_group, parts.count); j++)
                    fold(group, partials[parts.first +
                                         (kv_head * parts.count + j) * shape.group() + q]);
                fold(whole, group);
            }
            write_result(whole, results + head * DIM);
        }
    }

    template <int DIM>
    static void write_result(const Partial<DIM>& whole, float* result) {
        const float inverse = 1.f / whole.sum;
        for (int d = 0; d < DIM; d++) result[d] = whole.values[place_of_dim(d)] * inverse;
    }

private:
    struct Parts {
        int first = 0, count = 0, size = GROUP_KEYS;
    };
    std::vector<Parts> parts_;

    void cut_keys(int s, const Shape& shape, int num_keys, int size) {
        const int count = (num_keys + size - 1) / size;
        parts_[s] = {num_partials, count, size};
        for (int head = 0; head < shape.num_kv_heads; head++)
            for (int i = 0; i < count; i++) {
                pieces.push_back({s, head, i * size, std::min((i + 1) * size, num_keys),
                                  num_partials + (head * count + i) * shape.group()});
            }
        num_partials += shape.num_kv_heads * count * shape.group();
    }

    // The rows that see most come first: they take longest.
    void cut_rows(int s, const Span& span, const Shape& shape) {
        for (int last = span.num_rows; last > 0; last -= std::min(last, ROWS_IN_PIECE))
            for (int head = 0; head < shape.num_kv_heads; head++)
                pieces.push_back({s, head, std::max(0, last - ROWS_IN_PIECE), last, -1});
    }
};

// Everything that a piece reads and writes in one layer.
template <int DIM, int BITS>
struct AttentionLayer {
    const Step& step;
    const Shape& shape;
    const Cache& cache;
    int layer;
    const uint32_t* queries;  // [rows, heads, DIM / 2] pairs of bfloat16, scaled
    const Choice* choices;    // [spans, kv heads], used where a span is sparse
    Partial<DIM>* partials;
    float* attended;  // [rows, heads * DIM]

    const uint32_t* query(int row, int head) const {
        return queries + (size_t(row) * shape.num_heads + head) * (DIM / 2);
    }

    void decode(const Piece& piece) const {
        const Span& span = step.spans[piece.span];
        const int group = shape.group();
        const Choice* choice =
            span.budget < 0 ? nullptr : &choices[piece.span * shape.num_kv_heads + piece.kv_head];
        const int end = choice ? std::min(piece.last, choice->num_keys) : piece.last;
        Partial<DIM>* results = partials + piece.partial;
        std::vector<Partial<DIM>*> groups(group);
        std::vector<const uint32_t*> some(group);
        std::vector<int> visible(group);
        for (int q = 0; q < group; q++) {
            results[q].empty = true;
            groups[q] = results + q;
            some[q] = query(span.first_row, piece.kv_head * group + q);
        }
        CachedRows<BITS> keys(cache, cache.keys, cache.key_scales, layer, piece.kv_head);
        CachedRows<BITS> values(cache, cache.values, cache.value_scales, layer, piece.kv_head);
        Tile<DIM> tile;
        int32_t own[2 * TILE];
        for (int key = piece.first; key < end; key += TILE) {
            const int num = std::min(TILE, end - key), next = std::min(2 * TILE, end - key);
            const int32_t* slots = own;
            if (choice)
                slots = choice->slots.data() + key;
            else
                for (int i = 0; i < next; i++) own[i] = step.slot(span, key + i);
            fill_tile<DIM, BITS>(tile, keys, values, slots, num, next - num);
            std::fill(visible.begin(), visible.end(), num);
            const float* bias = choice && !choice->bias.empty() ? choice->bias.data() + key : nullptr;
            attend_tile_many<DIM, BITS>(tile, some.data(), visible.data(), bias, groups.data(), group);
        }
    }

    void prefill(const Piece& piece) const {
        const Span& span = step.spans[piece.span];
        const int group = shape.group(), num_before = span.num_keys - span.num_rows;
        const int num = (piece.last - piece.first) * group;
        std::vector<Partial<DIM>> wholes(num), parts(num);
        std::vector<Partial<DIM>*> groups(num);
        std::vector<const uint32_t*> some(num);
        std::vector<int> visible(num);
        CachedRows<BITS> keys(cache, cache.keys, cache.key_scales, layer, piece.kv_head);
        CachedRows<BITS> values(cache, cache.values, cache.value_scales, layer, piece.kv_head);
        Tile<DIM> tile;
        int32_t slots[2 * TILE];
        const int end = num_before + piece.last;
        for (int key = 0; key < end; key += TILE) {
            const int size = std::min(TILE, end - key), next = std::min(2 * TILE, end - key);
            for (int i = 0; i < next; i++) slots[i] = step.slot(span, key + i);
            fill_tile<DIM, BITS>(tile, keys, values, slots, size, next - size);
            int count = 0;
            for (int row = piece.first; row < piece.last; row++) {
                const int seen = num_before + row + 1 - key;
                if (seen <= 0) continue;
                for (int q = 0; q < group; q++) {
                    some[count] = query(span.first_row + row, piece.kv_head * group + q);
                    groups[count] = &parts[(row - piece.first) * group + q];
                    visible[count++] = std::min(seen, size);
                }
            }
            attend_tile_many<DIM, BITS>(tile, some.data(), visible.data(), nullptr, groups.data(),
                                        count);
            if ((key + TILE) % GROUP_KEYS == 0 || key + TILE >= end)
                for (int i = 0; i < num; i++) {
                    fold(wholes[i], parts[i]);
                    parts[i].empty = true;
                }
        }
        for (int i = 0; i < num; i++) {
            const int row = span.first_row + piece.first + i / group;
            const int head = piece.kv_head * group + i % group;
            AttentionPlan::write_result(
                wholes[i], attended + (size_t(row) * shape.num_heads + head) * DIM);
        }
    }
};

}  // namespace agon
