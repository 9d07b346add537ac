/* One word, looked up everywhere: layouts, formats, signatures, actions, error codes; its nearest neighbour; UTF-8. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"
#include "protocol/answer.h"
#include "protocol/catalogue.h"
#include "protocol/nearest.h"
#include "protocol/signature.h"
#include "protocol/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 200 };

/* A name is parsed exactly when it is one, and to that one. */
static void enumerations(const char *word)
{
    rms_layout layout = RMS_LAYOUT_COUNT;
    rms_signature signature = RMS_SIGNATURE_COUNT;
    rms_format format = RMS_FORMAT_COUNT;
    const int is_layout = rms_layout_parse(word, &layout) == RMS_OK;
    const int is_signature = rms_signature_parse(word, &signature) == RMS_OK;
    RMS_ORACLE("words.named", strcmp(rms_status_text(RMS_STATUS_COUNT), "unknown status") == 0, "%s",
               rms_status_text(RMS_STATUS_COUNT));
    const int is_format = rms_format_parse(rms_span_of(word), &format) == RMS_OK;
    int layouts = 0, signatures = 0, formats = 0;
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++)
        layouts += strcmp(word, rms_layout_name((rms_layout)i)) == 0;
    for (unsigned i = 0; i < RMS_SIGNATURE_COUNT; i++)
        signatures += strcmp(word, rms_signature_word((rms_signature)i)) == 0;
    for (unsigned i = 0; i < RMS_FORMAT_COUNT; i++)
        formats += strcasecmp(word, rms_format_name((rms_format)i)) == 0;
    RMS_ORACLE("words.names", layouts == is_layout && signatures == is_signature && formats == is_format, "%s",
               rms_oracle_show(rms_span_of(word)));
    /* beyond the last one there is a word, too; after a success it is the name that was parsed */
    RMS_ORACLE("words.named",
               strcmp(rms_layout_name(layout), is_layout ? word : "?") == 0 &&
                   strcmp(rms_signature_word(signature), is_signature ? word : "?") == 0 &&
                   strcasecmp(rms_format_name(format), is_format ? word : "?") == 0 &&
                   (*rms_layout_method(layout) == '?') == !is_layout && (*rms_layout_doc(layout) == '?') == !is_layout,
               "%s", rms_oracle_show(rms_span_of(word)));
}

/* The nearest row: the action's own, its product's, the common one. */
static const rms_code_row *expected_row(const char *code, const char *action, const char *product)
{
    size_t n = 0;
    const rms_code_row *rows = rms_catalogue_codes(&n), *best = NULL;
    int rank = 0;
    for (size_t i = 0; i < n; i++) {
        const char *scope = rows[i].scope;
        const int now = strcmp(scope, action) == 0 ? 3 : strcmp(scope, product) == 0 ? 2 : strcmp(scope, "*") == 0;
        if (strcmp(rows[i].code, code) == 0 && now > rank) {
            best = &rows[i];
            rank = now;
        }
    }
    return best;
}

static void catalogue(const char *word)
{
    size_t n = 0;
    const rms_action_row *actions = rms_catalogue_actions(&n);
    const uint64_t hash = rms_fuzz_hash(rms_span_of(word));
    int known = 0;
    for (size_t i = 0; i < n; i++) {
        const char *product = rms_product_name(actions[i].product);
        known += strcmp(actions[i].name, word) == 0;
        if (!rms_fuzz_sampled(hash, (unsigned)i)) /* a walk over all codes for each action */
            continue;
        RMS_ORACLE("words.code", rms_catalogue_code(word, &actions[i]) == expected_row(word, actions[i].name, product),
                   "%s of %s", rms_oracle_show(rms_span_of(word)), actions[i].name);
    }
    RMS_ORACLE("words.code", rms_catalogue_code(word, NULL) == expected_row(word, "-", "-"), "%s",
               rms_oracle_show(rms_span_of(word)));
    const rms_action_row *row = rms_catalogue_action(rms_span_of(word));
    RMS_ORACLE("words.action", row ? known == 1 && strcmp(row->name, word) == 0 : known == 0, "%s",
               rms_oracle_show(rms_span_of(word)));
    RMS_ORACLE("words.action",
               *rms_product_version(row ? row->product : RMS_PRODUCT_COUNT) == (row ? '2' : '?') &&
                   (*rms_product_name(row ? row->product : RMS_PRODUCT_COUNT) == '?') == !row,
               "%s", rms_oracle_show(rms_span_of(word)));
    const rms_span name = rms_span_of(word);
    int common = 0;
    size_t n_common = 0;
    const char *const *parameters = rms_catalogue_common_parameters(&n_common);
    for (size_t i = 0; i < n_common; i++)
        common |= strcmp(parameters[i], word) == 0;
    RMS_ORACLE("words.common", rms_catalogue_is_common(name) == common, "%s", rms_oracle_show(name));
    const char *field = rms_v3_field(word);
    RMS_ORACLE("words.v3-field", !field || strncmp(field, "x-acs-", 6) == 0, "%s", rms_oracle_show(rms_span_of(word)));
}

/* Busy are three statuses and some codes, but no success. */
static void busy(const char *word)
{
    size_t n = 0;
    const rms_code_row *rows = rms_catalogue_codes(&n);
    const char *end = strrchr(word, '.');
    int code = strstr(word, "Throttling") || (end && strcmp(end, ".configuring") == 0);
    for (size_t i = 0; i < n; i++)
        code |= rows[i].cls == RMS_CODE_BUSY && strcmp(rows[i].code, word) == 0;
    static const int statuses[] = {200, 399, 400, 403, 429, 449, 500, 503};
    for (size_t i = 0; i < RMS_COUNT(statuses); i++) {
        const int status = statuses[i], always = status == 429 || status == 449 || status == 503;
        RMS_ORACLE("words.busy",
                   rms_catalogue_is_busy(status, NULL) == always &&
                       !!rms_catalogue_is_busy(status, word) == (always || (status >= 400 && code)),
                   "%d %s", status, rms_oracle_show(rms_span_of(word)));
    }
}

static void neighbours(const char *word)
{
    rms_nearest nearest = {.word = word};
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++) {
        const char *other = rms_layout_name((rms_layout)i);
        RMS_ORACLE("words.edits", rms_edits(word, other) == rms_edits(other, word), "%s and %s",
                   rms_oracle_show(rms_span_of(word)), other);
        rms_nearest_offer(&nearest, other);
    }
    RMS_ORACLE("words.edits", strlen(word) > RMS_NEAREST_BYTES_MAX || rms_edits(word, word) == 0, "%s",
               rms_oracle_show(rms_span_of(word)));
    RMS_ORACLE("words.nearest",
               !nearest.best || (rms_edits(word, nearest.best) <= 2 && 2 * nearest.edits < strlen(word)), "%s for %s",
               nearest.best, rms_oracle_show(rms_span_of(word)));
}

/* 1 when the text is UTF-8, by a table of its own: the ranges of each second byte. */
static int is_utf8(rms_span text)
{
    const unsigned char *p = (const unsigned char *)text.p, *const end = p + text.n;
    while (p < end) {
        const size_t more = *p < 0x80 ? 0 : *p < 0xC2 ? 9 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : *p < 0xF5 ? 3 : 9;
        if (more == 9 || (size_t)(end - p) <= more)
            return 0;
        if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) || (*p == 0xF0 && p[1] < 0x90) ||
            (*p == 0xF4 && p[1] > 0x8F))
            return 0;
        for (size_t i = 1; i <= more; i++)
            if (p[i] < 0x80 || p[i] > 0xBF)
                return 0;
        p += more + 1;
    }
    return 1;
}

static void utf8(rms_span text, rms_utf8_target target)
{
    RMS_AUTO(rms_buffer_done) rms_buffer clean = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
    rms_utf8_clean(text, target, &clean);
    rms_utf8_clean(rms_buffer_view(&clean), target, &again);
    RMS_ORACLE("words.utf8", is_utf8(rms_buffer_view(&clean)), "%s", rms_oracle_show(text));
    RMS_ORACLE("words.utf8-fixed-point", rms_span_equal(rms_buffer_view(&clean), rms_buffer_view(&again)), "%s",
               rms_oracle_show(text));
    RMS_ORACLE("words.utf8-kept",
               target != RMS_UTF8_JSON || is_utf8(text) == rms_span_equal(text, rms_buffer_view(&clean)), "%s",
               rms_oracle_show(text));
}

/* A tree that is built of the word says so, and a wrapped list is walked the same in both of its forms. */
static void tree(const char *word)
{
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new(word);
    rms_node *wrapper = rms_answer_add(root, "Items", RMS_NODE_OBJECT);
    rms_node *array = rms_answer_add(wrapper, "Item", RMS_NODE_ARRAY);
    for (int i = 0; i < 3; i++)
        (void)rms_answer_add_text(array, NULL, word);
    rms_node *repeated = rms_answer_add(root, "Repeated", RMS_NODE_OBJECT);
    (void)rms_answer_add_text(repeated, "Item", word);
    (void)rms_answer_add_integer(repeated, "Other", 7);
    (void)rms_answer_add_text(repeated, "Item", word);
    (void)rms_answer_add_text(root, word, word);
    size_t cursor = 0, items = 0, members = 0;
    for (const rms_node *item; (item = rms_answer_list(wrapper, "Item", &cursor));)
        items += strcmp(item->text, word) == 0;
    cursor = 0;
    for (const rms_node *item; (item = rms_answer_list(repeated, "Item", &cursor));)
        members += strcmp(item->text, word) == 0;
    cursor = 0;
    RMS_ORACLE("words.tree-list", items == 3 && members == 2 && !rms_answer_list(NULL, word, &cursor),
               "%zu and %zu: %s", items, members, rms_oracle_show(rms_span_of(word)));
    const int taken = strcmp(word, "Items") == 0 || strcmp(word, "Repeated") == 0;
    const char *text = rms_answer_text(root, word);
    RMS_ORACLE("words.tree", taken || (text && strcmp(text, word) == 0), "%s", rms_oracle_show(rms_span_of(word)));
    const char *const absent = strcmp(word, "absent") == 0 ? "missing" : "absent";
    RMS_ORACLE("words.tree",
               !rms_answer_text(root, absent) && !rms_answer_get(NULL, word) && !rms_answer_get(array, word) &&
                   !rms_answer_get(array->child[0], word),
               "%s", rms_oracle_show(rms_span_of(word)));
    RMS_ORACLE("words.tree",
               !rms_answer_text(repeated, "Other") && strcmp(rms_node_kind_name(root->kind), "object") == 0 &&
                   strcmp(rms_node_kind_name((rms_node_kind)(RMS_NODE_ARRAY + 1)), "?") == 0,
               "%s", rms_oracle_show(rms_span_of(word)));
    rms_answer_drop(root, 0);
    RMS_ORACLE("words.tree", strcmp(word, "Items") == 0 || !rms_answer_get(root, "Items"), "%s",
               rms_oracle_show(rms_span_of(word)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char word[WORD_MAX + 1] = "";
    if (size > WORD_MAX)
        return 0;
    if (size)
        memcpy(word, data, size); /* up to its first NUL it is a word */
    const rms_span text = rms_fuzz_copy(data, size);
    rms_guard_open();
    enumerations(word);
    catalogue(word);
    busy(word);
    neighbours(word);
    utf8(text, RMS_UTF8_JSON);
    utf8(text, RMS_UTF8_XML);
    tree(word);
    rms_guard_close(text);
    free((char *)text.p);
    return 0;
}
