// The attention of one step: which pieces there are, and how one piece is computed.
//
// A decoding row is cut by groups of keys (by tiles while there are few), so that threads share it;
// its pieces are folded when its row is finished. Rows of a prompt are cut by blocks of rows.
#pragma once

#include <algorithm>
#include <vector>

#include "direct.hpp"
#include "step.hpp"

namespace agon {

constexpr int ROWS_IN_PIECE = 32;

struct Piece {
    int32_t span;
    int32_t chooser;  // kv head, or the signer that chose the keys: heads that read the same ones
    int32_t num_choosers;
    int32_t first;  // key of a decoding row, row of a prompt
    int32_t last;
    int32_t partial;  // where a decoding row's results go, one a query head; -1 for a prompt
};

// The keys that a decoding row attends to, when they are chosen: one list a span and signer.
struct Choice {
    std::vector<int32_t> slots;
    std::vector<float> bias;  // added to the scores; empty: none
    int num_keys = 0;
};

class AttentionPlan {
public:
    std::vector<Piece> pieces;
    int num_partials = 0;

    // num_signers: how many lists of keys a sparse row has; 0 in a layer that reads all keys.
    // windows: keys that a sparse row reads in any case.
    void make(const Step& step, const Shape& shape, int num_threads, int num_signers, int windows) {
        pieces.clear();
        parts_.assign(step.num_spans, {});
        num_partials = 0;
        int num_groups = 0;
        for (int s = 0; s < step.num_spans; s++)
            num_groups += (most_keys(step.spans[s], num_signers, windows) + GROUP_KEYS - 1) / GROUP_KEYS *
                          shape.num_kv_heads;
        const int size = num_groups < 4 * num_threads ? TILE : GROUP_KEYS;
        for (int s = 0; s < step.num_spans; s++) {
            const Span& span = step.spans[s];
            const bool chosen = num_signers > 0 && span.budget >= 0;
            if (span.num_rows == 1)
                cut_keys(s, shape, most_keys(span, num_signers, windows), size,
                         chosen ? num_signers : shape.num_kv_heads);
            else
                cut_rows(s, span, shape);
        }
    }

    // Folds the pieces of a decoding row; results [heads * dim].
    template <int DIM>
    void finish(int span, const Shape& shape, const Partial<DIM>* partials, float* results) const {
        const Parts& parts = parts_[span];
        const int in_group = parts.size == TILE ? TILES_IN_GROUP : 1;
        const int num_sharing = shape.num_heads / parts.num_choosers;
        for (int head = 0; head < shape.num_heads; head++) {
            const int chooser = head / num_sharing, q = head % num_sharing;
            Partial<DIM> whole;
            for (int i = 0; i < parts.count; i += in_group) {
                Partial<DIM> group;
                for (int j = i; j < std::min(i + in_group, parts.count); j++)
                    fold(group, partials[parts.first +
                                         (chooser * parts.count + j) * num_sharing + q]);
                fold(whole, group);
            }
            write_result(whole, results + head * DIM);
        }
    }

private:
    struct Parts {
        int first = 0, count = 0, size = GROUP_KEYS, num_choosers = 1;
    };
    std::vector<Parts> parts_;

    // With a bound on the error a row may read all keys; otherwise its budget is known.
    static int most_keys(const Span& span, int num_signers, int windows) {
        const bool may_be_all = num_signers == 0 || span.budget < 0 || span.epsilon > 0;
        return may_be_all ? span.num_keys : std::min(span.num_keys, std::max(span.budget, windows));
    }

    void cut_keys(int s, const Shape& shape, int num_keys, int size, int num_choosers) {
        const int count = (num_keys + size - 1) / size, num_sharing = shape.num_heads / num_choosers;
        parts_[s] = {num_partials, count, size, num_choosers};
        for (int chooser = 0; chooser < num_choosers; chooser++)
            for (int i = 0; i < count; i++) {
                pieces.push_back({s, chooser, num_choosers, i * size,
                                  std::min((i + 1) * size, num_keys),
                                  num_partials + (chooser * count + i) * num_sharing});
            }
        num_partials += num_choosers * count * num_sharing;
    }

    // The rows that see most come first: they take longest.
    void cut_rows(int s, const Span& span, const Shape& shape) {
        for (int last = span.num_rows; last > 0; last -= std::min(last, ROWS_IN_PIECE))
            for (int head = 0; head < shape.num_kv_heads; head++)
                pieces.push_back(
                    {s, head, shape.num_kv_heads, std::max(0, last - ROWS_IN_PIECE), last, -1});
    }
};

// Everything that a piece reads and writes in one layer.
template <int DIM, int BITS>
struct AttentionLayer {
    const Step& step;
    const Shape& shape;
    const Cache& cache;
    int layer;
    const uint32_t* queries;  // [rows, heads, DIM / 2] pairs of bfloat16, times log2(e) / sqrt(dim)
    const Choice* choices;    // [spans, signers]; null where the layer reads all keys
    Partial<DIM>* partials;
    float* attended;  // [rows, heads * DIM]

    const uint32_t* query(int row, int head) const {
        return queries + (size_t(row) * shape.num_heads + head) * (DIM / 2);
    }

    void decode(const Piece& piece) const {
        const Span& span = step.spans[piece.span];
        const int group = shape.num_heads / piece.num_choosers;
        const int kv_head = piece.chooser * shape.num_kv_heads / piece.num_choosers;
        const Choice* choice = nullptr;
        if (choices && span.budget >= 0)
            choice = &choices[piece.span * piece.num_choosers + piece.chooser];
        const int end = choice ? std::min(piece.last, choice->num_keys) : piece.last;
        Partial<DIM>* results = partials + piece.partial;
        std::vector<const uint32_t*> some(group);
        for (int q = 0; q < group; q++) {
            results[q].empty = true;
            some[q] = query(span.first_row, piece.chooser * group + q);
        }
        if (piece.first >= end) return;
        const CachedRows<DIM, BITS> keys(cache, cache.keys, cache.key_scales, layer, kv_head);
        const CachedRows<DIM, BITS> values(cache, cache.values, cache.value_scales, layer, kv_head);
        auto take_slots = [&](int key, int count, int32_t* to) {
            if (choice)
                std::copy_n(choice->slots.data() + key, count, to);
            else
                step.slots(span, key, count, to);
        };
        const float* bias = choice && !choice->bias.empty() ? choice->bias.data() : nullptr;
        attend_list<DIM, BITS>(keys, values, take_slots, piece.first, end, bias, some.data(), results,
                               group);
    }

    void prefill(const Piece& piece) const {
        const Span& span = step.spans[piece.span];
        const int group = shape.group(), num_before = span.num_keys - span.num_rows;
        const int num = (piece.last - piece.first) * group;
        std::vector<Partial<DIM>> wholes(num), parts(num);
        std::vector<Partial<DIM>*> groups(num);
        std::vector<const uint32_t*> some(num);
        std::vector<int> visible(num);
        const CachedRows<DIM, BITS> keys(cache, cache.keys, cache.key_scales, layer, piece.chooser);
        const CachedRows<DIM, BITS> values(cache, cache.values, cache.value_scales, layer, piece.chooser);
        thread_local Tile<DIM> tile;
        int32_t slots[TILE] = {};
        const int end = num_before + piece.last;
        for (int key = 0; key < end; key += TILE) {
            const int size = std::min(TILE, end - key);
            step.slots(span, key, size, slots);
            fill_tile<DIM, BITS>(tile, keys, values, slots, size);
            int count = 0;
            for (int row = piece.first; row < piece.last; row++) {
                const int seen = num_before + row + 1 - key;
                if (seen <= 0) continue;
                for (int q = 0; q < group; q++) {
                    some[count] = query(span.first_row + row, piece.chooser * group + q);
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
            const int head = piece.chooser * group + i % group;
            write_result(wholes[i], attended + (size_t(row) * shape.num_heads + head) * DIM);
        }
    }
};

}  // namespace agon
